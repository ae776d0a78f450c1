import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { acceptHandover, cancelHandover, offerHandover, readHandover } from '@latchkey/contract/handover';
import { changeRoles, deleteMembers, leaveAccount, suspendMembers } from '@latchkey/contract/member';
import type { Operation } from '@latchkey/contract/operation';
import { createToken } from '@latchkey/contract/token';
import { languages } from '@latchkey/domain/language';
import { sweepHandovers } from '../../src/handover/effect.ts';
import { transferAccount } from '../../src/handover/transfer.ts';
import { closeDb, inTransaction, openDb } from '../../src/kit/db.ts';
import { isRefusal } from '../../src/kit/refused.ts';
import { type Company, company, memberIdOf, PASSWORD, personNamed, signedIn } from '../people.ts';
import { type Answer, type TestBrowser, testServer, type TestServer } from '../server.ts';
import { invite, outcomeOf, rowOf } from './crowd.ts';
import { settled } from './traces.ts';

const HOUR_MS = 3_600_000;

let server: TestServer;
let acme: Company;
/** Who holds the account at the moment, and who did before. */
let holder: TestBrowser;
let made = 0;
/** How many mails `mailedBoth` has seen. */
let mailsRead = 0;

before(async () => {
  server = await testServer();
  acme = await company(server);
  holder = acme.holder;
});
after(() => server.stop());

test('P11: the account changes hands 24 hours after the successor has accepted, not before; both are mailed at each step', async () => {
  const successor = await somebody('Suki');
  const handover_id = await offered(successor);
  await mailedBoth('Suki', /offers you the account/, /You offered the account/);
  const accepted = await call(successor, acceptHandover, { handover_id });
  assert.equal(accepted.status, 200, JSON.stringify(accepted.body));
  await mailedBoth('Suki', /accepted the account/, /accepted the account/);
  await later(23.9);
  assert.deepEqual(await rolesOf('ada', 'suki'), ['holder', 'member']);
  await later(0.2);
  assert.deepEqual(await rolesOf('ada', 'suki'), ['super_admin', 'holder']);
  await mailedBoth('Suki', /You are now the account holder/, /has a new holder/);
  assert.equal((await call(successor, readHandover)).body['handover'], null);
  await backToAda(successor);
});

test('P11: the successor chooses what the old holder becomes, and what that role may not keep up ends', async () => {
  const successor = await somebody('Sia');
  const sent = await invite(acme, 'of-ada@example.test');
  const token = await call(holder, createToken, { name: 'x', kind: 'personal', scopes: [], expires_in_days: 9 });
  const handover_id = await offered(successor);
  await call(successor, acceptHandover, { handover_id, old_holder_role: 'member' });
  await later(24.1);
  assert.deepEqual(await rolesOf('ada', 'sia'), ['member', 'holder']);
  assert.equal(await rowIn(successor, sent.email), undefined, 'who may not invite any more has no open invitations');
  const [row] = await server.look<{ ended: boolean }>(
    'select ended_at is not null as ended from api_token where id = $1',
    [token.body['token_id']],
  );
  assert.equal(row?.ended, true);
  await call(successor, changeRoles, {
    items: [{ member_id: await memberIdOf(holder, acme.accountId), role: 'super_admin' }],
  });
  await backToAda(successor);
});

test('P11: either may cancel until it takes effect, and both hear whose doing it was', async () => {
  const successor = await somebody('Sol');
  const first = await offered(successor);
  assert.equal(outcomeOf(await call(successor, cancelHandover, { handover_id: first })), 'ok');
  await mailedBoth('Sol', /was cancelled/, /was cancelled/, /^.*Sol cancelled the handover/m);
  const second = await offered(successor);
  await call(successor, acceptHandover, { handover_id: second });
  assert.equal(outcomeOf(await call(holder, cancelHandover, { handover_id: second })), 'ok');
  await mailedBoth('Sol', /was cancelled/, /was cancelled/, /^.*Ada Holder cancelled the handover/m);
  await later(25);
  assert.deepEqual(await rolesOf('ada', 'sol'), ['holder', 'member']);
  const again = await signedIn(server, 'sol@example.test');
  for (const operation of [acceptHandover, cancelHandover])
    assert.equal(outcomeOf(await call(again, operation, { handover_id: second })), 'not-found');
});

test('P11: a successor who is suspended, deleted or leaves cancels it', async () => {
  const losses: [string, (of: TestBrowser, id: string) => Promise<Answer>][] = [
    ['Sus', (_, member_id) => call(holder, suspendMembers, { items: [{ member_id }] })],
    ['Del', (_, member_id) => call(holder, deleteMembers, { items: [{ member_id }] })],
    ['Lea', (of) => call(of, leaveAccount)],
  ];
  for (const [name, lose] of losses) {
    const successor = await somebody(name);
    const handover_id = await offered(successor);
    await call(successor, acceptHandover, { handover_id });
    assert.equal(outcomeOf(await lose(successor, await memberIdOf(successor, acme.accountId))), 'ok', name);
    assert.equal((await call(holder, readHandover)).body['handover'], null, name);
    await mailedBoth(name, /was cancelled/, /was cancelled/, /no longer an active user/);
    await later(25);
    assert.deepEqual(await rolesOf('ada'), ['holder'], name);
  }
});

test('P11: an offer ends after 14 days, and then there can be another', async () => {
  const successor = await somebody('Slow');
  const handover_id = await offered(successor);
  server.moveClock(14 * 24 * HOUR_MS + 1000);
  const [late, next] = [await signedIn(server, 'slow@example.test'), await somebody('Next')];
  holder = await signedIn(server, 'ada@example.test');
  assert.equal(outcomeOf(await call(late, acceptHandover, { handover_id })), 'not-found');
  assert.equal((await call(late, readHandover)).body['handover'], null);
  const other = await offered(next);
  const [ended] = await server.look('select ending from handover where id = $1', [handover_id]);
  assert.deepEqual(ended, { ending: 'expired' });
  await call(holder, cancelHandover, { handover_id: other });
});

test('P11: only the holder offers, only to an active member, one at a time', async () => {
  const successor = await somebody('Sam');
  const invited = await invite(acme, 'later@example.test', { by: holder });
  const member_id = await memberIdOf(successor, acme.accountId);
  const sue = await signedIn(server, 'sue@example.test');
  assert.equal(outcomeOf(await call(sue, offerHandover, { member_id })), 'holder-only');
  assert.equal(outcomeOf(await call(holder, offerHandover, { member_id: invited.member_id })), 'not-active');
  const self = await memberIdOf(holder, acme.accountId);
  assert.equal(outcomeOf(await call(holder, offerHandover, { member_id: self })), 'not-yourself');
  const handover_id = await offered(successor);
  assert.equal(outcomeOf(await call(holder, offerHandover, { member_id })), 'handover-under-way');
  await call(holder, cancelHandover, { handover_id });
});

test('P11: only the successor accepts, and only the two cancel; others do not even learn of it, but who may see users', async () => {
  const successor = await somebody('Sly');
  const handover_id = await offered(successor);
  const [sue, adam] = [await signedIn(server, 'sue@example.test'), await signedIn(server, 'adam@example.test')];
  assert.equal(outcomeOf(await call(adam, acceptHandover, { handover_id })), 'not-found');
  assert.equal(outcomeOf(await call(sue, cancelHandover, { handover_id })), 'not-found');
  assert.equal(outcomeOf(await call(holder, acceptHandover, { handover_id })), 'not-found');
  const readers: [TestBrowser, string | undefined][] = [
    [holder, 'holder'],
    [successor, 'successor'],
    [adam, 'neither'],
    [await signedIn(server, 'mia@example.test'), undefined],
  ];
  for (const [reader, mine] of readers) {
    const seen = (await call(reader, readHandover)).body['handover'] as { mine: string } | null;
    assert.equal(seen?.mine, mine);
  }
  await call(holder, cancelHandover, { handover_id });
});

test('P11: both confirm with a fresh sign-in', async () => {
  const successor = await somebody('Stale');
  const handover_id = await offered(successor);
  server.moveClock(HOUR_MS);
  const member_id = await memberIdOf(successor, acme.accountId);
  assert.equal(outcomeOf(await call(successor, acceptHandover, { handover_id })), 'not-fresh');
  assert.equal(outcomeOf(await call(holder, offerHandover, { member_id })), 'not-fresh');
  assert.equal(outcomeOf(await call(holder, cancelHandover, { handover_id })), 'ok', 'stopping it needs no password');
  holder = await signedIn(server, 'ada@example.test');
});

test('P11: a handover speaks to each in their own language', async () => {
  const told = new Set<string>();
  for (const language of languages) {
    const successor = await somebody('Poly');
    await server.look(`update person set language = $1 where email like 'poly%'`, [language]);
    const before = server.mailbox.mails.length;
    const handover_id = await offered(successor);
    await call(successor, acceptHandover, { handover_id });
    await call(holder, cancelHandover, { handover_id });
    await settled(server);
    const theirs = server.mailbox.mails.slice(before).filter((mail) => mail.to[0]?.startsWith('poly'));
    for (const { subject, html, text } of theirs) {
      assert.ok(html.includes(`<html lang="${language}"`), subject);
      assert.doesNotMatch(subject + text, /[{}]|undefined/, subject);
      told.add(subject);
    }
  }
  assert.ok(told.size >= languages.length, [...told].join('\n'));
});

test('O4: the operator makes an active member the holder at once; what was under way is cancelled, and both are mailed', async () => {
  const [waiting, next] = [await somebody('Wait'), await somebody('Nova')];
  const handover_id = await offered(waiting);
  const wanted = { accountId: acme.accountId, oldHolderRole: 'admin', operatorName: 'root' } as const;
  const db = openDb(server.database.owner, 1);
  const transfer = (email: string) =>
    inTransaction(db, { accountId: acme.accountId }, (began) => transferAccount(began, { ...wanted, email }));
  assert.deepEqual(await transfer('nobody@example.test'), { code: 'not-found' });
  assert.deepEqual(await transfer('ada@example.test'), { code: 'not-yourself' });
  const done = await transfer('nova@example.test');
  assert.ok(!isRefusal(done));
  assert.deepEqual(done, { old_holder: 'ada@example.test', new_holder: 'nova@example.test' });
  await closeDb(db);
  assert.deepEqual(await rolesOf('ada', 'nova'), ['admin', 'holder']);
  const [row] = await server.look('select ending, ended_by from handover where id = $1', [handover_id]);
  assert.deepEqual(row, { ending: 'cancelled', ended_by: 'operator' });
  await mailedBoth(
    'Nova',
    /You are now the account holder/,
    /has a new holder/,
    /The operator of this Latchkey made Nova/,
  );
  const [noted] = await server.look(`select actor_kind from audit where act = 'account.transfer'`);
  assert.deepEqual(noted, { actor_kind: 'operator' });
  assert.equal((await call(next, readHandover)).status, 200);
});

/** A new active member, `{name}@example.test`; a name may come again. */
async function somebody(name: string): Promise<TestBrowser> {
  made += 1;
  const known = await server.look('select from person where email = $1', [`${name.toLowerCase()}@example.test`]);
  return personNamed({ ...acme, holder }, known.length === 0 ? name : `${name}${made}`);
}

/** The holder offers the account; gives the id of the handover. */
async function offered(to: TestBrowser): Promise<string> {
  const answer = await call(holder, offerHandover, { member_id: await memberIdOf(to, acme.accountId) });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return String(answer.body['handover_id']);
}

/** Lets so many hours pass, and the timed job run. */
async function later(hours: number): Promise<void> {
  server.moveClock(hours * HOUR_MS);
  await sweepHandovers(server.serving.kit);
  holder = await signedIn(server, 'ada@example.test', PASSWORD);
}

/** The account goes back to whom the other tests know as its holder. */
async function backToAda(from: TestBrowser): Promise<void> {
  const { body } = await call(from, readHandover);
  assert.equal(body['handover'], null);
  const [row] = await server.look<{ email: string }>(`select email from member where role = 'holder'`);
  const [present, ada] = [await signedIn(server, row?.email ?? ''), await signedIn(server, 'ada@example.test')];
  const answer = await call(present, offerHandover, { member_id: await memberIdOf(ada, acme.accountId) });
  await call(ada, acceptHandover, { handover_id: answer.body['handover_id'] });
  await later(24.1);
  assert.deepEqual(await rolesOf('ada'), ['holder']);
}

function call(by: TestBrowser, operation: Operation, body: object = {}): Promise<Answer> {
  return by.call(operation, { params: { account_id: acme.accountId }, body });
}

async function rolesOf(...names: string[]): Promise<string[]> {
  const rows = await server.look<{ email: string; role: string }>(
    'select email, role from member where account_id = $1',
    [acme.accountId],
  );
  return names.map((name) => rows.find(({ email }) => email === `${name}@example.test`)?.role ?? 'nobody');
}

function rowIn(by: TestBrowser, email: string) {
  return rowOf({ ...acme, holder: by }, email);
}

/** The mails to both that came since this was asked last, in whatever order; and what stands in both. */
async function mailedBoth(name: string, toSuccessor: RegExp, toHolder: RegExp, text = /./): Promise<void> {
  await settled(server);
  for (const [to, subject] of [
    [`${name.toLowerCase()}@example.test`, toSuccessor],
    ['ada@example.test', toHolder],
  ] as const) {
    const theirs = server.mailbox.mails.slice(mailsRead).filter((one) => one.to.includes(to));
    const mail = theirs.find((one) => subject.test(one.subject));
    assert.ok(mail, `${subject} to ${to}: ${theirs.map((one) => one.subject).join(', ')}`);
    assert.match(mail.text, text, `to ${to}`);
  }
  mailsRead = server.mailbox.mails.length;
}
