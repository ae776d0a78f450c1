import { type Language, preferredLanguage } from '@latchkey/domain/language';
import type { NoticeKind } from '@latchkey/domain/notice';
import { type Say, speakerOf } from '@latchkey/messages/format';
import { createElement as h, type ReactNode } from 'react';
import { documentOf } from './document.ts';
import { type Status, type StatusPart, statusParts } from './health.ts';

/** A notice of the operator as everybody reads it; moments in ISO 8601. */
export type StatusNotice = {
  id: string;
  kind: NoticeKind;
  text: string;
  starts_at: string | null;
  ends_at: string | null;
};

/**
 * The status as data, with what the operator has to say: `ok` only when every part is. Nothing in it tells how the server is built or
 * what failed.
 */
export function statusBody(status: Status, notices: readonly StatusNotice[]): object {
  return {
    state: isOk(status) ? 'ok' : 'trouble',
    notices,
    parts: statusParts.map((part) => ({ part, state: status[part].state, since: status[part].since.toISOString() })),
  };
}

/** The public status page (O2) in the first language of Accept-Language that we speak. */
export async function statusPage(
  { status, notices }: { status: Status; notices: readonly StatusNotice[] },
  accepted: string | undefined,
): Promise<string> {
  const language = preferredLanguage(accepted);
  const speech = { say: await speakerOf(language), language };
  const { say } = speech;
  const title = say(isOk(status) ? 'status.all-ok' : 'status.some-trouble');
  const body = h(
    'main',
    null,
    h('header', null, h('p', { className: 'quiet' }, 'Latchkey'), h('h1', null, title)),
    ...notices.map((notice) => noticeOf(notice, speech)),
    h('ul', { className: 'parts' }, ...statusParts.map((part) => lineOf(part, status, speech))),
    h('p', null, h('a', { href: '/' }, say('status.home'))),
  );
  return documentOf({ language, title: `${title} · Latchkey`, body });
}

type Speech = { say: Say; language: Language };

function noticeOf(notice: StatusNotice, { say, language }: Speech): ReactNode {
  const when = timesOf(notice, { say, language });
  return h(
    'section',
    { key: notice.id, className: 'notice', 'data-kind': notice.kind },
    h('h2', null, say(`status.notice.${notice.kind}`)),
    h('p', { className: 'text' }, notice.text),
    when === undefined ? null : h('p', { className: 'quiet' }, when),
  );
}

function timesOf({ starts_at, ends_at }: StatusNotice, { say, language }: Speech): string | undefined {
  const from = starts_at === null ? undefined : inWords(new Date(starts_at), language);
  const to = ends_at === null ? undefined : inWords(new Date(ends_at), language);
  if (from !== undefined && to !== undefined) return say('status.notice.from-to', { from, to });
  if (from !== undefined) return say('status.notice.from', { from });
  return to === undefined ? undefined : say('status.notice.until', { to });
}

/** A moment in UTC, for a page that can't know where its reader is. */
function inWords(moment: Date, language: Language): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }).format(moment);
}

function lineOf(part: StatusPart, status: Status, speech: Speech): ReactNode {
  const { state, since } = status[part];
  const moment = inWords(since, speech.language);
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
