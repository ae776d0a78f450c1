import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { languages } from '@latchkey/domain/language';
import { openInvitation, previewInvitation, sendInvitation } from '@latchkey/contract/invitation';
import { pathOf } from '@latchkey/contract/operation';
import { operations } from '@latchkey/contract/operations';
import type { ReceivedMail } from '../kit/mailbox.ts';
import { TestBrowser } from '../server.ts';
import { cookiesOf, sendRaw } from './raw.ts';
import { fullWorld, invite, samples, type World } from './samples.ts';
import { assertNoTrace, tracesOf } from './traces.ts';

let world: World;

before(async () => {
  world = await fullWorld();
});
after(() => world.server.stop());

test('I3: the preview is the mail, in its language, but for the link', async () => {
  const { server, own } = world;
  const params = { account_id: own.accountId };
  // Two moments in the middle of a minute are the same minute in both.
  server.moveClock(20_000 - (Date.now() % 60_000));
  for (const language of languages) {
    const item = {
      email: `preview-${language}@example.test`,
      name: 'Pré Vue',
      role: 'member',
      language,
      note: 'Bonjour\n& bienvenue',
    };
    const { body: shown } = await own.holder.call(previewInvitation, { params, body: item });
    await own.holder.call(sendInvitation, { params, body: { items: [item] } });
    const mail: ReceivedMail = await server.mailbox.waitFor((one) => one.to.includes(item.email));
    assert.equal(mail.subject, shown['subject']);
    assert.equal(unlinked(mail.html), unlinked(String(shown['html'])));
    assert.equal(unlinked(mail.text), unlinked(String(shown['text'])));
    assert.equal(shown['from'], mail.header('from').replaceAll('"', ''));
  }
});

test('I3: the link in a preview is dead, and a preview leaves no trace and no mail', async () => {
  const { server, own } = world;
  const traces = await tracesOf(server);
  const mails = server.mailbox.mails.length;
  const { by, input } = (await samples['invitation.preview']?.(world)) ?? assert.fail();
  const { body } = await by.call(previewInvitation, input);
  const links = [
    ...String(body['html']).matchAll(/href="([^"]*)"/g),
    ...String(body['text']).matchAll(/(https?:\S+)/g),
  ];
  assert.ok(links.length >= 2);
  for (const [, link = ''] of links) {
    assert.ok(link.startsWith(`${server.url}/invitation#`), link);
    for (const browser of [new TestBrowser(server), own.holder]) {
      const opened = await browser.call(openInvitation, { body: { link: link.split('#')[1] } });
      assert.deepEqual([opened.status, opened.body['code']], [404, 'link-unknown']);
    }
  }
  await assertNoTrace(server, traces, 'a preview');
  assert.equal(server.mailbox.mails.length, mails);
});

test('Reading leaves no trace, whoever reads', async () => {
  for (const operation of operations.filter(({ method }) => method === 'GET')) {
    const { by, input } = (await samples[operation.id]?.(world)) ?? assert.fail(operation.id);
    const traces = await tracesOf(world.server);
    for (const browser of [by, new TestBrowser(world.server), world.own.member, world.foreign.holder])
      await browser.call(operation, input);
    await assertNoTrace(world.server, traces, operation.id);
  }
});

test('I7, R-10: fetching a mailed link, its page or any address of the API with it changes nothing', async () => {
  const { server, own } = world;
  const { link } = await invite(own);
  const pages = ['/invitation', '/reset', '/account-offer', '/'];
  const paths = operations.map((operation) =>
    pathOf(operation).replace(':account_id', own.accountId).replace(':mail_id', own.accountId),
  );
  const traces = await tracesOf(server);
  for (const path of new Set([...pages, ...paths])) {
    for (const address of [path, `${path}?link=${link}`, `${path}?${link}`, `${path}/${link}`, `${path}#${link}`]) {
      for (const method of ['GET', 'HEAD']) {
        const scanner = { 'user-agent': 'LinkScanner/1.0', cookie: cookiesOf(own.holder) };
        const answer = await sendRaw(server, { method, path: address, headers: scanner });
        assert.ok(answer.status < 500, address);
      }
    }
  }
  await assertNoTrace(server, traces, 'a scanner');
  const opened = await new TestBrowser(server).call(openInvitation, { body: { link } });
  assert.equal(opened.status, 200);
  await assertNoTrace(server, traces, 'opening');
});

function unlinked(text: string): string {
  return text.replaceAll(/[0-9a-f-]{36}\.\d+\.[\w-]{43}/g, 'LINK');
}
