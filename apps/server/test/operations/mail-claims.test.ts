import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sendInvitation } from '@latchkey/contract/invitation';
import { sendMail } from '../../src/operator/sending.ts';
import { type Company, company } from '../people.ts';
import { testServer, type TestServer } from '../server.ts';
import { atOnce, MANY, outcomeOf } from './crowd.ts';
import { keptMails, tried } from './postman.ts';

/** Longer than a claim lasts, whoever made it. */
const CLAIM_IS_OVER_MS = 121_000;

let server: TestServer;
let acme: Company;

before(async () => {
  server = await testServer();
  acme = await company(server);
});
after(() => server.stop());

test('a mail goes out once, however many jobs send it at the same moment', async () => {
  const mailId = await waiting('race@example.test');
  await Promise.allSettled(Array.from({ length: MANY }, () => sendMail(server.serving.kit, mailId)));
  assert.equal(mailsTo('race@example.test').length, 1);
  const [mail] = await keptMails(server, 'race@example.test');
  assert.deepEqual([mail?.state, mail?.problem], ['sent', null]);
});

test('a job that comes while another sends the mail is to come again, and finds it sent', async () => {
  const mailId = await waiting('later@example.test');
  const outcomes = await atOnce(MANY, () =>
    sendMail(server.serving.kit, mailId).then(
      () => 'done',
      (error: Error) => error.message,
    ),
  );
  assert.ok(outcomes.filter((outcome) => outcome === 'done').length >= 1);
  for (const outcome of outcomes) assert.match(outcome, /^(done|another job is sending the mail)$/);
  await sendMail(server.serving.kit, mailId);
  assert.equal(mailsTo('later@example.test').length, 1);
});

test('a mail whose job was killed while it was sending waits two minutes, and then goes out', async () => {
  const mailId = await waiting('killed@example.test');
  await server.look(`update mail set sending_until = now() + interval '2 minutes' where id = $1`, [mailId]);
  await assert.rejects(sendMail(server.serving.kit, mailId), /another job is sending the mail/);
  assert.equal(mailsTo('killed@example.test').length, 0);
  server.moveClock(CLAIM_IS_OVER_MS);
  await sendMail(server.serving.kit, mailId);
  assert.equal(mailsTo('killed@example.test').length, 1);
});

test('a try that failed leaves the mail to the next one at once', async () => {
  const mailId = await waiting('again@example.test');
  server.mailbox.behave('again@example.test', 451);
  await assert.rejects(sendMail(server.serving.kit, mailId), /has to wait/);
  const [mail] = await keptMails(server, 'again@example.test');
  assert.deepEqual(
    [mail?.state, mail?.problem, mail?.quote],
    ['waiting', 'recipient_refused', '451 <again@example.test>: told to answer so'],
  );
  server.mailbox.behave('again@example.test', 'accept');
  await sendMail(server.serving.kit, mailId);
  assert.equal(mailsTo('again@example.test').length, 1);
});

/** A mail that was tried while the mail server was down, which is up again; its own job has it for later. */
async function waiting(email: string): Promise<string> {
  await server.mailbox.goDown();
  const body = { items: [{ email, language: 'en' }] };
  const answer = await acme.holder.call(sendInvitation, { params: { account_id: acme.accountId }, body });
  assert.equal(outcomeOf(answer), 'ok');
  const { id } = await tried(server, email);
  await server.look(
    `update graphile_worker._private_jobs set run_at = now() + interval '1 hour' where payload->>'mail_id' = $1`,
    [id],
  );
  await server.mailbox.comeBack();
  return id;
}

function mailsTo(email: string) {
  return server.mailbox.mails.filter(({ to }) => to.includes(email));
}
