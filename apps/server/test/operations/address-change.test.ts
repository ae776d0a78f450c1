import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { addAddress, askReset, changeAddress, me, openAddressLink, openReset } from '@latchkey/contract/person';
import {
  type Company,
  company,
  linkMailedBy,
  memberIdOf,
  personNamed,
  personWithoutProfile,
  secondCompany,
  signedIn,
} from '../people.ts';
import { TestBrowser, testServer, type TestServer } from '../server.ts';
import { atOnce, invite, join, MANY, outcomeOf, rowOf, tally } from './crowd.ts';
import { accept, addMailbox, ask, askToMove, confirm, isDead, moveTo, statesOf, trySignIn } from './mailboxes.ts';
import { forgetAttempts } from './samples.ts';

let server: TestServer;
let acme: Company;
let beta: Company;

before(async () => {
  server = await testServer();
  acme = await company(server);
  beta = await secondCompany(server);
});
after(() => server.stop());
beforeEach(() => forgetAttempts(server));

test('P10: the sign-in address changes when both mailboxes have confirmed, whichever comes first', async () => {
  for (const [name, first] of [
    ['Newt', 'fresh'],
    ['Olga', 'old'],
  ] as const) {
    const browser = await personWithoutProfile(server, name);
    const [was, is] = [`${name.toLowerCase()}@example.test`, `${name.toLowerCase()}@new.example`];
    const links = await askToMove(browser, is);
    const second = first === 'old' ? 'fresh' : 'old';
    assert.deepEqual((await confirm(browser, links[first])).body, { done: false });
    assert.equal((await browser.call(me)).body['email'], was);
    const opened = await browser.call(openAddressLink, { body: { link: links[second] } });
    assert.deepEqual([opened.body['email'], opened.body['other_side_confirmed']], [is, true]);
    assert.equal(outcomeOf(await confirm(browser, links[first])), 'link-used');
    assert.deepEqual((await confirm(browser, links[second])).body, { done: true });
    assert.deepEqual(await statesOf(browser), { [is]: 'sign-in' });
    assert.equal(outcomeOf(await trySignIn(server, was)), 'wrong-sign-in');
    assert.equal(outcomeOf(await trySignIn(server, is)), 'ok');
  }
});

test('P10: a change of address ends every other sign-in and every mailed link, and tells both mailboxes', async () => {
  const tess = await personWithoutProfile(server, 'Tess');
  const elsewhere = await signedIn(server, 'tess@example.test');
  const body = { email: 'tess@example.test', language: 'en' };
  const reset = await linkMailedBy(server, 'tess@example.test', () => new TestBrowser(server).call(askReset, { body }));
  const further = await linkMailedBy(server, 'tess@club.example', () => ask(tess, addAddress, 'tess@club.example'));
  const before = server.mailbox.mails.length;
  await moveTo(tess, 'tess@new.example');
  assert.equal((await tess.call(me)).status, 200, 'who confirmed stays signed in');
  assert.equal((await elsewhere.call(me)).status, 401);
  assert.equal(outcomeOf(await new TestBrowser(server).call(openReset, { body: { link: reset } })), 'link-withdrawn');
  await isDead(tess, further, 'link-withdrawn');
  for (const mailbox of ['tess@example.test', 'tess@new.example'])
    assert.ok(
      server.mailbox.mails.slice(before).some((mail) => mail.to.includes(mailbox) && mail.links.length === 0),
      mailbox,
    );
});

test('P10: all profiles follow, their admins read it and the holders are told; a removed record does not follow', async () => {
  const walt = await personNamed(acme, 'Walt');
  const inBeta = await invite(beta, 'walt@example.test');
  await accept(walt, inBeta.link);
  const past = await personNamed(acme, 'Past');
  await server.look(
    `update member set status = 'removed', role = 'member', removed_at = now() where email = 'past@example.test'`,
  );
  const before = server.mailbox.mails.length;
  await moveTo(walt, 'walt@new.example');
  await moveTo(past, 'past@new.example');
  for (const into of [acme, beta]) {
    const member_id = await memberIdOf(walt, into.accountId);
    assert.equal((await rowOf(into, 'walt@new.example'))?.id, member_id);
    const [row] = await server.look<{ actor_id: string; row: string; told: { before: string; after: string } }>(
      `select a.actor_id, a::text as row, p."values" as told from audit a join audit_personal p on p.account_id = a.account_id and p.audit_id = a.id
        where a.account_id = $1 and a.act = 'person.change-address'`,
      [into.accountId],
    );
    assert.equal(row?.actor_id, member_id);
    assert.doesNotMatch(row.row, /walt/, 'personal values stand aside');
    assert.deepEqual([row.told.before, row.told.after], ['walt@example.test', 'walt@new.example']);
  }
  for (const holder of ['ada@example.test', 'zoe@example.test'])
    assert.ok(
      server.mailbox.mails
        .slice(before)
        .some((mail) => mail.to.includes(holder) && mail.text.includes('walt@new.example')),
      holder,
    );
  const left = await server.look('select from member where email = $1', ['past@example.test']);
  assert.equal(left.length, 1, 'what ended is not told what came later');
});

test('P10: a further address can become the one to sign in with, and the old one is given up', async () => {
  const gus = await personWithoutProfile(server, 'Gus');
  await addMailbox(gus, 'gus@club.example');
  await moveTo(gus, 'gus@club.example');
  assert.deepEqual(await statesOf(gus), { 'gus@club.example': 'sign-in' });
  assert.equal(outcomeOf(await ask(gus, changeAddress, 'gus@club.example')), 'address-is-yours');
  const { link } = await invite(acme, 'gus@example.test');
  assert.equal(outcomeOf(await accept(gus, link)), 'wrong-person');
  assert.equal(outcomeOf(await join(acme, link)), 'ok', 'whoever has the mailbox now is somebody else');
});

test('P10: an invitation to the new address in an account that one is in by the old one is withdrawn, not doubled', async () => {
  const hugh = await personNamed(acme, 'Hugh');
  const invited = await invite(acme, 'hugh@new.example');
  await moveTo(hugh, 'hugh@new.example');
  assert.equal(outcomeOf(await accept(hugh, invited.link)), 'link-withdrawn');
  const rows = await server.look<{ status: string }>(
    `select status from member where account_id = $1 and email = 'hugh@new.example' order by status`,
    [acme.accountId],
  );
  assert.deepEqual(rows, [{ status: 'active' }, { status: 'removed' }]);
});

test('P10: of many confirmations at once a change takes effect once', async () => {
  const yann = await personNamed(acme, 'Yann');
  const { old, fresh } = await askToMove(yann, 'yann@new.example');
  const answers = await atOnce(MANY, (n) => confirm(yann, n % 2 === 0 ? old : fresh));
  const done = answers.filter((answer) => answer.body['done'] === true);
  assert.equal(done.length, 1, JSON.stringify(tally(answers)));
  assert.deepEqual(await statesOf(yann), { 'yann@new.example': 'sign-in' });
  const acts = await server.look(`select from audit where actor_id = $1 and act = 'person.change-address'`, [
    await memberIdOf(yann, acme.accountId),
  ]);
  assert.equal(acts.length, 1);
});
