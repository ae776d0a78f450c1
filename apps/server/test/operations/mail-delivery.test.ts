import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openInvitation, resendInvitation, sendInvitation, withdrawInvitation } from '@latchkey/contract/invitation';
import { listOutbox, readInstallation } from '@latchkey/contract/operator';
import { askReset, signIn } from '@latchkey/contract/person';
import { type Company, company, linkMailedBy, mailedLink, PASSWORD, personWithoutProfile } from '../people.ts';
import { type Answer, TestBrowser, testServer, type TestServer } from '../server.ts';
import { invite, join, outcomeOf, rowOf } from './crowd.ts';
import { keptMails, passTheWait, tried, until } from './postman.ts';
import { settled } from './traces.ts';

let server: TestServer;
let acme: Company;

before(async () => {
  server = await testServer({ limits: { mailsPerRecipientPerDay: 3 } });
  acme = await company(server);
});
after(() => server.stop());

test('I12: a mail that the server takes is sent, and the users list says so', async () => {
  const invited = await invite(acme, 'taken@example.test');
  await settled(server);
  assert.equal((await rowOf(acme, invited.email))?.invitation?.mail, 'sent');
  assert.deepEqual(mailsTo(invited.email).length, 1);
});

test('I12: a mail refused for good (550) is bounced, is not tried again, and does not end the invitation', async () => {
  server.mailbox.behave('gone@example.test', 550);
  await send('gone@example.test');
  const mail = await tried(server, 'gone@example.test');
  assert.equal(mail.state, 'bounced');
  assert.equal(mail.problem, 'recipient_refused');
  const row = await rowOf(acme, 'gone@example.test');
  assert.deepEqual([row?.status, row?.invitation?.mail], ['invited', 'bounced']);
  await settled(server);
});

test('I12: a bounced invitation can be resent once the mailbox exists', async () => {
  server.mailbox.behave('gone@example.test', 'accept');
  const row = await rowOf(acme, 'gone@example.test');
  await resend(row!.id);
  assert.equal(outcomeOf(await join(acme, await mailedLink(server, 'gone@example.test'))), 'ok');
});

test('a mail refused for now (451) waits, and the retry repeats message id and link', async () => {
  server.mailbox.behave('full@example.test', { afterData: 451 });
  await send('full@example.test');
  await tried(server, 'full@example.test');
  assert.equal((await rowOf(acme, 'full@example.test'))?.invitation?.mail, 'waiting');
  await passTheWait(server);
  await tried(server, 'full@example.test', 2);
  server.mailbox.behave('full@example.test', 'accept');
  await passTheWait(server);
  const arrived = await server.mailbox.waitFor(({ to }) => to.includes('full@example.test'));
  const attempts = [...server.mailbox.refused.filter(({ to }) => to.includes('full@example.test')), arrived];
  assert.equal(attempts.length, 3);
  assert.equal(new Set(attempts.map((mail) => mail.header('message-id'))).size, 1);
  assert.equal(new Set(attempts.map((mail) => mail.links[0])).size, 1);
  await settled(server);
  assert.equal((await rowOf(acme, 'full@example.test'))?.invitation?.mail, 'sent');
  assert.equal(outcomeOf(await join(acme, attempts[0]!.links[0]!.split('#')[1]!)), 'ok', 'the first link is the link');
});

test('a mail whose server dies after DATA is tried again under the same message id, so that it is shown once', async () => {
  server.mailbox.behave('dies@example.test', 'die-after-data');
  await send('dies@example.test');
  const first = await tried(server, 'dies@example.test');
  assert.equal(first.state, 'waiting');
  server.mailbox.behave('dies@example.test', 'accept');
  await passTheWait(server);
  const arrived = await server.mailbox.waitFor(({ to }) => to.includes('dies@example.test'));
  const lost = server.mailbox.refused.find(({ to }) => to.includes('dies@example.test'));
  assert.equal(arrived.header('message-id'), lost?.header('message-id'));
  assert.equal(arrived.links[0], lost?.links[0]);
});

test('a mail server that is down keeps nobody waiting; the mail comes when it is back', async () => {
  await settled(server);
  await server.mailbox.goDown();
  const began = performance.now();
  await send('later@example.test');
  assert.ok(performance.now() - began < 2000, 'the call did not wait for the mail server');
  const mail = await tried(server, 'later@example.test');
  assert.deepEqual([mail.state, mail.problem], ['waiting', 'nobody_there']);
  const { body } = await acme.holder.call(listOutbox);
  const kept = body['items'] as { recipient: string; state: string }[];
  assert.deepEqual(
    kept.flatMap(({ recipient, state }) => (recipient === 'later@example.test' ? [state] : [])),
    ['waiting'],
  );
  await server.mailbox.comeBack();
  await passTheWait(server);
  assert.equal(outcomeOf(await join(acme, await mailedLink(server, 'later@example.test'))), 'ok');
});

test('a mail is sent once for its event, however often its job runs', async () => {
  const invited = await invite(acme, 'twice@example.test');
  await settled(server);
  const [mail] = await keptMails(server, invited.email);
  for (let n = 0; n < 5; n += 1)
    await server.look(`select graphile_worker.add_job('mail-send', json_build_object('mail_id', $1::text))`, [
      mail!.id,
    ]);
  await settled(server);
  assert.equal(mailsTo(invited.email).length, 1);
});

test('I6: the mail of an invitation that ended while it waited is not sent any more', async () => {
  await server.mailbox.goDown();
  await send('withdrawn@example.test');
  await tried(server, 'withdrawn@example.test');
  const row = await rowOf(acme, 'withdrawn@example.test');
  const body = { items: [{ member_id: row?.id }] };
  await acme.holder.call(withdrawInvitation, { params: { account_id: acme.accountId }, body });
  await server.mailbox.comeBack();
  await passTheWait(server);
  await settled(server);
  assert.deepEqual(mailsTo('withdrawn@example.test'), []);
});

test('I6: of an invitation that was resent while its mail waited only the newest link goes out', async () => {
  await server.mailbox.goDown();
  await send('resent@example.test');
  await tried(server, 'resent@example.test');
  const row = await rowOf(acme, 'resent@example.test');
  await resend(row!.id);
  await until('both mails to be tried', async () =>
    (await keptMails(server, 'resent@example.test')).every(({ tries }) => tries > 0) ? true : undefined,
  );
  await server.mailbox.comeBack();
  await passTheWait(server);
  const link = await mailedLink(server, 'resent@example.test');
  await passTheWait(server);
  await settled(server);
  assert.equal(mailsTo('resent@example.test').length, 1);
  assert.equal(outcomeOf(await new TestBrowser(server).call(openInvitation, { body: { link } })), 'ok');
});

test('no address gets more than its mails of a kind in a day, however often they are tried; the rest come the day after', async () => {
  await personWithoutProfile(server, 'Flo');
  const { member_id } = await invite(acme, 'flo@example.test');
  const again = () => resend(member_id);
  for (let n = 0; n < 2; n += 1) await linkMailedBy(server, 'flo@example.test', again);
  await again();
  for (let tries = 1; tries < 5; tries += 1) {
    await until(`try ${tries}`, async () => ((await lastMail('flo@example.test'))!.tries >= tries ? true : undefined));
    await passTheWait(server);
  }
  assert.equal((await lastMail('flo@example.test'))!.state, 'waiting');
  assert.equal((await lastMail('flo@example.test'))!.problem, 'too_many_today');
  assert.equal(mailsTo('flo@example.test').length, 3, 'trying again is no way around the limit');

  const asked = { email: 'flo@example.test', language: 'en' };
  await linkMailedBy(server, 'flo@example.test', () => new TestBrowser(server).call(askReset, { body: asked }));
  server.moveClock(25 * 3_600_000);
  const link = await linkMailedBy(server, 'flo@example.test', async () => {
    await passTheWait(server);
    return new TestBrowser(server).call(readInstallation);
  });
  assert.equal(outcomeOf(await new TestBrowser(server).call(openInvitation, { body: { link } })), 'ok');
});

test('P16: a reset asked for by a stranger’s address makes no mail, and the answer is the same', async () => {
  const ask = (email: string) => new TestBrowser(server).call(askReset, { body: { email, language: 'en' } });
  const [nobody, somebody] = [await ask('nobody@example.test'), await ask('mia@example.test')];
  assert.deepEqual([nobody.status, nobody.body], [somebody.status, somebody.body]);
  await settled(server);
  assert.deepEqual(await keptMails(server, 'nobody@example.test'), []);
  const wrong = await new TestBrowser(server).call(signIn, {
    body: { email: 'nobody@example.test', password: PASSWORD },
  });
  assert.equal(outcomeOf(wrong), 'wrong-sign-in');
});

function resend(memberId: string): Promise<Answer> {
  const body = { items: [{ member_id: memberId }] };
  return acme.holder.call(resendInvitation, { params: { account_id: acme.accountId }, body });
}

async function lastMail(email: string) {
  return (await keptMails(server, email)).at(-1);
}

async function send(email: string): Promise<Answer> {
  const body = { items: [{ email, language: 'en' }] };
  const answer = await acme.holder.call(sendInvitation, { params: { account_id: acme.accountId }, body });
  assert.equal(outcomeOf(answer), 'ok', JSON.stringify(answer.body));
  return answer;
}

function mailsTo(email: string) {
  return server.mailbox.mails.filter(({ to }) => to.includes(email));
}
