import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sendInvitation, withdrawInvitation } from '@latchkey/contract/invitation';
import { listOutbox, readMail, setMail, setUp, viewMail } from '@latchkey/contract/operator';
import { type Mailbox, openMailbox } from '../kit/mailbox.ts';
import { type Company, PASSWORD } from '../people.ts';
import { setUpCodeOf, TestBrowser, testServer, type TestServer } from '../server.ts';
import { atOnce, join, MANY, outcomeOf, rowOf } from './crowd.ts';
import { keptMails, tried } from './postman.ts';
import { settled } from './traces.ts';

type OutboxRow = { id: string; kind: string; recipient: string; state: string; problem: string | null };

const CREDENTIALS = { user: 'post', password: 'letter/box?secret' };

let server: TestServer;
let relay: Mailbox;
let ada: TestBrowser;
let acme: Company;

before(async () => {
  server = await testServer({ mail: false });
  relay = await openMailbox({ credentials: CREDENTIALS });
  ada = new TestBrowser(server);
  const first = { name: 'Ada', email: 'ada@example.test', password: PASSWORD, language: 'en', mail: null };
  const { body } = await ada.call(setUp, {
    body: { ...first, code: await setUpCodeOf(server), company_name: 'Acme' },
  });
  const accountId = String(body['account_id']);
  acme = { server, accountId, companyName: 'Acme', holder: ada, superAdmin: ada, admin: ada, member: ada };
});
after(async () => {
  await relay.close();
  await server.stop();
});

test('I12: without a mail server an invitation says so, and its mail waits in the operator’s outbox', async () => {
  await send('kim@example.test');
  const mail = await tried(server, 'kim@example.test');
  assert.equal(mail.state, 'no_mail_server');
  assert.equal((await rowOf(acme, 'kim@example.test'))?.invitation?.mail, 'no_mail_server');
  assert.deepEqual((await ada.call(readMail)).body, { from: null, server: null, set_by: 'nobody' });
  const [row] = await outbox();
  assert.deepEqual([row?.kind, row?.recipient, row?.state], ['invitation', 'kim@example.test', 'no_mail_server']);
});

test('O1: the outbox lists no link; a view shows the mail with one that works, and every view is noted', async () => {
  const listed = await ada.call(listOutbox);
  assert.doesNotMatch(JSON.stringify(listed.body), /#|[A-Za-z0-9_-]{43}/);
  const [row] = await outbox();
  const views = await atOnce(3, () => ada.call(viewMail, { params: { mail_id: row!.id } }));
  const letters = views.map(({ body }) => body);
  assert.deepEqual(letters[1], letters[0], 'the same link each time');
  assert.equal(letters[0]?.['recipient'], 'kim@example.test');
  assert.match(String(letters[0]?.['html']), /#/);
  const noted = await server.look(
    `select p.email, e.facts->>'mail_id' as mail_id from person_event e join person p on p.id = e.person_id where act = 'operator.view-mail'`,
  );
  assert.deepEqual(
    noted,
    letters.map(() => ({ email: 'ada@example.test', mail_id: row!.id })),
  );
  const link = /#(\S+)/.exec(String(letters[0]?.['text']))?.[1];
  assert.equal(outcomeOf(await join(acme, link!)), 'ok');
});

test('O1: a mail that does not exist or speaks of something ended is not found', async () => {
  const [kim] = await keptMails(server, 'kim@example.test');
  const nowhere = '0198c0de-0000-7000-8000-000000000000';
  assert.equal(outcomeOf(await ada.call(viewMail, { params: { mail_id: nowhere } })), 'not-found');
  assert.equal(outcomeOf(await ada.call(viewMail, { params: { mail_id: kim!.id } })), 'not-found', 'Kim has joined');
});

test('O1: who is not the operator sees neither outbox nor mail nor mail server, the mail’s own recipient included', async () => {
  await send('lea@example.test');
  const { id } = await tried(server, 'lea@example.test');
  const lea = new TestBrowser(server);
  const link = /#(\S+)/.exec(String((await ada.call(viewMail, { params: { mail_id: id } })).body['text']))?.[1];
  await join(acme, link!, lea);
  const settings = { smtp_url: relay.url, mail_from: 'acme@example.test' };
  const calls = [
    [listOutbox, {}],
    [viewMail, { params: { mail_id: id } }],
    [readMail, {}],
    [setMail, { body: settings }],
  ] as const;
  for (const [operation, input] of calls) {
    assert.equal(outcomeOf(await lea.call(operation, input)), 'not-permitted', operation.id);
    assert.equal(outcomeOf(await new TestBrowser(server).call(operation, input)), 'not-signed-in', operation.id);
  }
  assert.equal((await ada.call(readMail)).body['set_by'], 'nobody');
});

test('wrong settings of a mail server are refused with a reason, and nothing of them is kept', async () => {
  const from = 'acme@example.test';
  const unused = relay.url.replace(/:\d+$/, ':1');
  const wrong: [string, RegExp][] = [
    [unused, /^nobody_there$/],
    [relay.url.replace('letter', 'wrong'), /^sign_in_refused$/],
    [relay.url.replace('smtp:', 'smtps:'), /^no_tls_here$/],
    ['smtp://relay.invalid:25', /^[a-z_]+$/],
  ];
  for (const [smtp_url, problem] of wrong) {
    const answer = await ada.call(setMail, { body: { smtp_url, mail_from: from } });
    assert.equal(outcomeOf(answer), 'mail-server-refused', smtp_url);
    assert.match(String(answer.body['problem']), problem);
    assert.doesNotMatch(JSON.stringify(answer.body), /letter|secret/);
  }
  for (const smtp_url of ['relay.example.test', 'http://relay.example.test', 'smtp://', ' '])
    assert.equal(outcomeOf(await ada.call(setMail, { body: { smtp_url, mail_from: from } })), 'invalid', smtp_url);
  assert.deepEqual(await server.look('select smtp_url_sealed, mail_from from installation'), [
    { smtp_url_sealed: null, mail_from: null },
  ]);
});

test('O1: once a mail server is set, everything that waited and still matters goes out, once', async () => {
  const waiting = ['one@example.test', 'two@example.test', 'three@example.test'];
  for (const email of [...waiting, 'ended@example.test']) {
    await send(email);
    await tried(server, email);
  }
  const ended = await rowOf(acme, 'ended@example.test');
  const items = [{ member_id: ended!.id }];
  await ada.call(withdrawInvitation, { params: { account_id: acme.accountId }, body: { items } });
  // Set twice at the same moment, as an impatient click does.
  const settings = { smtp_url: relay.url, mail_from: 'acme@example.test' };
  const answers = await atOnce(2, () => ada.call(setMail, { body: settings }));
  assert.deepEqual(answers.map(outcomeOf), ['ok', 'ok']);
  for (const email of waiting) await relay.waitFor(({ to }) => to.includes(email));
  await settled(server);
  assert.deepEqual(relay.mails.flatMap(({ to }) => to).toSorted(), waiting.toSorted());
  assert.equal((await rowOf(acme, 'one@example.test'))?.invitation?.mail, 'sent');
  assert.ok(relay.mails.every((mail) => mail.from === 'acme@example.test'));
  const link = relay.mails[0]!.links[0]!.split('#')[1]!;
  assert.equal(outcomeOf(await join(acme, link)), 'ok');
});

test('the password of the mail server is sealed, and shown to nobody', async () => {
  const { body } = await ada.call(readMail);
  assert.deepEqual(body, { from: 'acme@example.test', server: `smtp://127.0.0.1:${relay.port}`, set_by: 'screen' });
  const [kept] = await server.look<{ smtp_url_sealed: string }>('select smtp_url_sealed from installation');
  assert.doesNotMatch(kept!.smtp_url_sealed, /smtp|letter|secret|127/);
  assert.doesNotMatch(
    Buffer.from(kept!.smtp_url_sealed.split('.')[1]!, 'base64url').toString('latin1'),
    /letter|secret/,
  );
  await server.look(`update installation set smtp_url_sealed = overlay(smtp_url_sealed placing '0000' from 20)`);
  assert.equal((await ada.call(readMail)).status, 500, 'what was changed is not opened');
  await server.look('update installation set smtp_url_sealed = $1', [kept!.smtp_url_sealed]);
});

test('O1: mails that are promised while the mail server is being set all go out', async () => {
  await server.look('update installation set smtp_url_sealed = null, mail_from = null');
  const settings = { smtp_url: relay.url, mail_from: 'acme@example.test' };
  const invitees = Array.from({ length: MANY }, (_, n) => `meanwhile-${n}@example.test`);
  await Promise.all([...invitees.map((email) => send(email)), ada.call(setMail, { body: settings })]);
  for (const email of invitees) await relay.waitFor(({ to }) => to.includes(email));
  await settled(server);
  assert.equal(relay.mails.filter(({ to }) => to[0]?.startsWith('meanwhile')).length, MANY);
});

test('O1: the outbox is read page by page, newest first, whatever comes and goes meanwhile', async () => {
  relay.behave(() => true, 550);
  const body = { items: Array.from({ length: 7 }, (_, n) => ({ email: `page-${n}@example.test`, language: 'en' })) };
  await ada.call(sendInvitation, { params: { account_id: acme.accountId }, body });
  await settled(server);
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await ada.call(listOutbox, { query: { limit: '3', ...(cursor === undefined ? {} : { cursor }) } });
    seen.push(...(page.body['items'] as OutboxRow[]).map(({ recipient }) => recipient));
    cursor = (page.body['next_cursor'] as string | null) ?? undefined;
  } while (cursor !== undefined);
  assert.equal(new Set(seen).size, seen.length);
  assert.equal(seen.filter((email) => email.startsWith('page-')).length, 7);
  const { body: all } = await ada.call(listOutbox);
  assert.deepEqual(all['total'], { count: seen.length, more: false });
});

async function outbox(): Promise<OutboxRow[]> {
  const { body } = await ada.call(listOutbox);
  return body['items'] as OutboxRow[];
}

async function send(email: string): Promise<void> {
  const body = { items: [{ email, language: 'en' }] };
  assert.equal(outcomeOf(await ada.call(sendInvitation, { params: { account_id: acme.accountId }, body })), 'ok');
}
