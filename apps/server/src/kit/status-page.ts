import { preferredLanguage } from '@latchkey/domain/language';
import { type Say, speakerOf } from '@latchkey/messages/format';
import { createElement as h, type ReactNode } from 'react';
import { documentOf } from './document.ts';
import { type Status, type StatusPart, statusParts } from './health.ts';

/** The status as data: `ok` only when every part is. Nothing in it tells how the server is built or what failed. */
export function statusBody(status: Status): object {
  return {
    state: isOk(status) ? 'ok' : 'trouble',
    parts: statusParts.map((part) => ({ part, state: status[part].state, since: status[part].since.toISOString() })),
  };
}

/** The public status page (O2) in the first language of Accept-Language that we speak. */
export async function statusPage(status: Status, accepted: string | undefined): Promise<string> {
  const language = preferredLanguage(accepted);
  const say = await speakerOf(language);
  const title = say(isOk(status) ? 'status.all-ok' : 'status.some-trouble');
  const body = h(
    'main',
    null,
    h('header', null, h('p', { className: 'quiet' }, 'Latchkey'), h('h1', null, title)),
    h('ul', { className: 'parts' }, ...statusParts.map((part) => lineOf(part, status, { say, language }))),
    h('p', null, h('a', { href: '/' }, say('status.home'))),
  );
  return documentOf({ language, title: `${title} · Latchkey`, body });
}

function lineOf(part: StatusPart, status: Status, speech: { say: Say; language: string }): ReactNode {
  const { state, since } = status[part];
  const moment = new Intl.DateTimeFormat(speech.language, {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone: 'UTC',
  }).format(since);
  return h(
    'li',
    { key: part },
    h('span', { className: 'name' }, speech.say(`status.part.${part}`)),
    h('span', { className: state }, speech.say(`status.${state}`)),
    h(
      'span',
      { className: 'quiet' },
      h('time', { dateTime: since.toISOString() }, speech.say('status.since', { moment })),
    ),
  );
}

function isOk(status: Status): boolean {
  return statusParts.every((part) => status[part].state === 'ok');
}
