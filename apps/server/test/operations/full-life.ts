import assert from 'node:assert/strict';
import { editAccount, readSettings, signUp } from '@latchkey/contract/account';
import { startBatch } from '@latchkey/contract/batch';
import { offerHandover } from '@latchkey/contract/handover';
import { declineInvitation, sendInvitation } from '@latchkey/contract/invitation';
import { changeRoles, deleteMembers, sendReset, suspendMembers } from '@latchkey/contract/member';
import type { Operation } from '@latchkey/contract/operation';
import { postNotice } from '@latchkey/contract/operator';
import { addAddress, askReset, changeAddress, edit, resetPassword } from '@latchkey/contract/person';
import { createToken } from '@latchkey/contract/token';
import { type Company, linkMailedBy, memberIdOf, PASSWORD } from '../people.ts';
import { type Answer, TestBrowser } from '../server.ts';
import { enrol, freshCode, give, grantOf } from './computer-samples.ts';
import { invite, join, outcomeOf } from './crowd.ts';
import { accept, addMailbox, moveTo } from './mailboxes.ts';
import { tried } from './postman.ts';
import { forgetAttempts, freshOffer } from './samples.ts';
import { settled } from './traces.ts';

const NAME = 'Zebulon Quickwater';
const FORMER_NAME = 'Zeb Stillwater';
export const MAILBOXES = {
  first: 'zebulon@example.test',
  now: 'zeb.quickwater@new.example',
  further: 'zeb@club.example',
  given: 'zeb@up.example',
  wished: 'zeb@wished.example',
};
/** Where they connected from. */
const ADDRESS = '203.0.113.77';
/** Nobody else here has a name or an address with any of these in it. */
export const NEEDLES: readonly string[] = [...Object.values(MAILBOXES), NAME, FORMER_NAME, ADDRESS];

export type Life = {
  acme: Company;
  beta: Company;
  browser: TestBrowser;
  /** Their member id in the first account. */
  memberId: string;
  /** The link of an invitation that they sent and nobody has used. */
  sentLink: string;
};

/** Somebody who did, and had done to them, everything there is in two accounts, and is about to go. */
export async function fullLife(acme: Company, beta: Company): Promise<Life> {
  const browser = new TestBrowser(acme.server);
  const life: Life = { acme, beta, browser, memberId: '', sentLink: '' };
  await comeIn(life);
  await doThings(life);
  await useComputers(life);
  await haveThingsDone(life);
  await leaveMails(life);
  await acme.server.look('analyze');
  return life;
}

/** Invited here and there, by several addresses, with another name at first; deleted in one account and suspended there later. */
async function comeIn(life: Life): Promise<void> {
  const { acme, beta, browser } = life;
  const first = await invite(acme, MAILBOXES.first, { role: 'admin', name: FORMER_NAME, note: `Welcome, ${NAME}` });
  await join(acme, first.link, browser);
  await ok(browser.call(edit, { body: { name: FORMER_NAME } }));
  await ok(accept(browser, (await invite(beta, MAILBOXES.first)).link));
  life.memberId = await memberIdOf(browser, acme.accountId);
  await onMember(beta, deleteMembers, await memberIdOf(browser, beta.accountId));
  await ok(browser.call(edit, { body: { name: NAME } }));
  for (const email of [MAILBOXES.further, MAILBOXES.given]) await addMailbox(browser, email);
  await moveTo(browser, MAILBOXES.now);
  await ok(accept(browser, (await invite(beta, MAILBOXES.further, { name: 'Zeb Q.' })).link));
  await onMember(beta, suspendMembers, await memberIdOf(browser, beta.accountId));
  await forgetAttempts(acme.server);
  for (const operation of [addAddress, changeAddress])
    await ok(browser.call(operation, { body: { email: MAILBOXES.wished } }));
}

/** What somebody does in an account, and as an operator. */
async function doThings(life: Life): Promise<void> {
  const { acme, browser } = life;
  const params = { account_id: acme.accountId };
  const item = { email: 'guest@example.test', name: 'Guest', note: `Yours, ${NAME}`, language: 'en' };
  const headers = { 'idempotency-key': 'once-1' };
  await ok(browser.call(sendInvitation, { params, body: { items: [item] }, headers }));
  life.sentLink = (await invite(acme, 'other-guest@example.test', { by: browser })).link;
  const token = { name: `Script of ${NAME}`, kind: 'personal', scopes: ['users.view'], expires_in_days: 30 };
  await ok(browser.call(createToken, { params, body: token }));
  await ok(browser.call(startBatch, { params, body: { act: 'resend', filter: { search: 'guest' } } }));
  await acme.server.look('update person set is_operator = true where email = $1', [MAILBOXES.now]);
  const notice = { kind: 'information', text: 'Hello', starts_at: null, ends_at: null };
  await ok(browser.call(postNotice, { body: notice }));
}

/** Computers of theirs and access to others', a copy of a code, a session and a lock. */
async function useComputers({ acme, browser, memberId }: Life): Promise<void> {
  const { server, accountId } = acme;
  const { enrolment_code } = await freshCode(acme, {}, browser);
  const { computer_id } = (await ok(enrol(acme, enrolment_code))).body;
  await freshCode(acme, { kind: 'deployment', uses: 3 }, browser);
  await freshCode(acme, { owner_id: memberId, mailed: true });
  await ok(give(acme, memberId, { kind: 'chosen', computer_ids: [String(computer_id)] }));
  await server.look('update computer set os_user = $2 where id = $1', [computer_id, NAME]);
  const grant = await grantOf(acme, memberId, String(computer_id));
  const [session] = await server.look<{ id: string }>(
    `insert into session (account_id, id, computer_id, member_id, person_id, sign_in_id, grant_id, state, control, address, made_at)
     select account_id, gen_random_uuid(), $2, id, person_id, gen_random_uuid(), $3, 'open', true, $4, now() from member where id = $1 returning id`,
    [memberId, computer_id, grant, ADDRESS],
  );
  await server.look(
    // Told already, so that no mail of it comes whenever the clock says.
    `insert into lockout (account_id, id, computer_id, member_id, session_id, address, at, digest_id, digested_at)
     values ($1, gen_random_uuid(), $2, $3, $4, $5, now(), gen_random_uuid(), now())`,
    [accountId, computer_id, memberId, session?.id, ADDRESS],
  );
}

/** What others do to somebody, and type of them. */
async function haveThingsDone({ acme, beta, browser, memberId }: Life): Promise<void> {
  const params = { account_id: acme.accountId };
  await onMember(acme, changeRoles, memberId, { role: 'super_admin' });
  await onMember(acme, sendReset, memberId);
  await settled(acme.server);
  await forgetAttempts(acme.server);
  const body = { email: MAILBOXES.further, language: 'en' };
  const reset = await linkMailedBy(acme.server, MAILBOXES.now, () =>
    new TestBrowser(acme.server).call(askReset, { body }),
  );
  await ok(browser.call(resetPassword, { body: { link: reset, password: PASSWORD } }));
  const { version } = (await ok(acme.holder.call(readSettings, { params }))).body;
  const contacts = { support_contact: MAILBOXES.further, reply_to: MAILBOXES.now, sender_name: NAME };
  await ok(acme.holder.call(editAccount, { params, body: { version, ...contacts } }));
  await ok(acme.holder.call(startBatch, { params, body: { act: 'resend', filter: { search: MAILBOXES.now } } }));
  await ok(acme.holder.call(offerHandover, { params, body: { member_id: memberId } }));
  const declined = await invite(acme, MAILBOXES.given, { name: NAME, note: `For ${NAME}` });
  await ok(new TestBrowser(acme.server).call(declineInvitation, { body: { link: declined.link } }));
  await invite(beta, MAILBOXES.given, { name: NAME, note: 'Join us' });
  await freshOffer(acme.server, MAILBOXES.given);
  const offer = { email: MAILBOXES.now, name: NAME, company_name: 'Nameless & Co', language: 'en' };
  await ok(new TestBrowser(acme.server).call(signUp, { body: offer }));
  await settled(acme.server);
}

/** A mail that bounced and is quoted, and one that waits to be tried again while they go. */
async function leaveMails({ acme }: Life): Promise<void> {
  const { server } = acme;
  const params = { account_id: acme.accountId };
  await forgetAttempts(server);
  server.mailbox.behave(MAILBOXES.now, 550);
  await ok(new TestBrowser(server).call(askReset, { body: { email: MAILBOXES.now, language: 'en' } }));
  await settled(server);
  server.mailbox.behave(MAILBOXES.now, 'accept');
  await server.look('delete from mail where recipient = $1 and kind = $2', [MAILBOXES.further, 'invitation']);
  server.mailbox.behave(MAILBOXES.further, 451);
  const item = { email: MAILBOXES.further, name: NAME, language: 'en' };
  await ok(acme.holder.call(sendInvitation, { params, body: { items: [item] } }));
  await tried(server, MAILBOXES.further);
}

async function onMember(into: Company, operation: Operation, member_id: string, more: object = {}): Promise<void> {
  const params = { account_id: into.accountId };
  await ok(into.holder.call(operation, { params, body: { items: [{ member_id, ...more }] } }));
}

async function ok(calling: Promise<Answer>): Promise<Answer> {
  const answer = await calling;
  assert.equal(outcomeOf(answer), 'ok', JSON.stringify(answer.body));
  return answer;
}
