import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { acceptAsNewPerson, openInvitation } from '@latchkey/contract/invitation';
import { suspendMembers } from '@latchkey/contract/member';
import { addAddress, askReset, changeAddress, me, openAddressLink, removeAddress } from '@latchkey/contract/person';
import {
  type Company,
  company,
  linkMailedBy,
  memberIdOf,
  PASSWORD,
  personNamed,
  personWithoutProfile,
  signedIn,
} from '../people.ts';
import { type Answer, TestBrowser, testServer, type TestServer } from '../server.ts';
import { atOnce, invite, join, MANY, outcomeOf, rowOf, tally } from './crowd.ts';
import { accept, addMailbox, ask, askToMove, claimLinkOf, confirm, isDead, statesOf, trySignIn } from './mailboxes.ts';
import { forgetAttempts } from './samples.ts';
import { assertNoTrace, settled, tracesOf } from './traces.ts';

const DAY_MS = 86_400_000;

let server: TestServer;
let acme: Company;

before(async () => {
  server = await testServer();
  acme = await company(server);
});
after(() => server.stop());
beforeEach(() => forgetAttempts(server));

test('P1: a further address is confirmed by its mailed link, and then one signs in with it too', async () => {
  const bob = await personWithoutProfile(server, 'Bob');
  const link = await linkMailedBy(server, 'bob@club.example', () => ask(bob, addAddress, 'bob@club.example'));
  assert.deepEqual(await statesOf(bob), { 'bob@example.test': 'sign-in', 'bob@club.example': 'waiting-add' });
  assert.equal(outcomeOf(await trySignIn(server, 'bob@club.example')), 'wrong-sign-in', 'not before it is confirmed');
  const opened = await new TestBrowser(server).call(openAddressLink, { body: { link } });
  const shown = { purpose: 'add', side: 'new', email: 'bob@club.example', other_side_confirmed: null };
  assert.deepEqual(opened.body, { ...shown, signed_in_as: 'nobody' });
  assert.deepEqual((await confirm(bob, link)).body, { done: true });
  assert.deepEqual(await statesOf(bob), { 'bob@example.test': 'sign-in', 'bob@club.example': 'confirmed' });
  const other = await signedIn(server, 'bob@club.example');
  const { body } = await other.call(me);
  assert.deepEqual([body['email'], body['id']], ['bob@example.test', (await bob.call(me)).body['id']]);
  await isDead(bob, link, 'link-used');
});

test('P1: opening the link of an address changes nothing, and it says whose it is', async () => {
  const [kim, lou] = [await personWithoutProfile(server, 'Kim'), await personWithoutProfile(server, 'Lou')];
  const link = await linkMailedBy(server, 'kim@club.example', () => ask(kim, addAddress, 'kim@club.example'));
  const before = await tracesOf(server);
  assert.equal((await kim.call(openAddressLink, { body: { link } })).body['signed_in_as'], 'asker');
  assert.equal((await lou.call(openAddressLink, { body: { link } })).body['signed_in_as'], 'other');
  assert.equal(outcomeOf(await confirm(lou, link)), 'not-the-asker');
  await assertNoTrace(server, before, 'looking at a link');
  assert.equal(outcomeOf(await confirm(kim, link)), 'ok');
});

test('P1: an invitation to any confirmed address is theirs to accept, and the profile shows the invited address', async () => {
  const ivy = await personWithoutProfile(server, 'Ivy');
  await addMailbox(ivy, 'ivy@club.example');
  const invited = await invite(acme, 'ivy@club.example');
  const opened = await ivy.call(openInvitation, { body: { link: invited.link } });
  assert.deepEqual([opened.body['has_person'], opened.body['signed_in_as']], [true, 'invited']);
  const asNew = { link: invited.link, name: 'Ivy', password: PASSWORD, language: 'en' };
  assert.equal(outcomeOf(await new TestBrowser(server).call(acceptAsNewPerson, { body: asNew })), 'sign-in-instead');
  assert.deepEqual(invitationsIn(await ivy.call(me)), [{ company_name: acme.companyName, email: 'ivy@club.example' }]);
  assert.equal(outcomeOf(await accept(ivy, invited.link)), 'ok');
  assert.equal((await rowOf(acme, 'ivy@club.example'))?.status, 'active');
  assert.deepEqual(invitationsIn(await ivy.call(me)), []);
});

test('P1: who is in an account already, suspended or not, does not come in again by another address', async () => {
  const [amos, beth] = [await personNamed(acme, 'Amos'), await personNamed(acme, 'Beth')];
  const body = { items: [{ member_id: await memberIdOf(beth, acme.accountId) }] };
  await acme.holder.call(suspendMembers, { params: { account_id: acme.accountId }, body });
  for (const [name, browser] of [
    ['amos', amos],
    ['beth', beth],
  ] as const) {
    await addMailbox(browser, `${name}@club.example`);
    const invited = await invite(acme, `${name}@club.example`);
    const before = await tracesOf(server);
    assert.equal(outcomeOf(await accept(browser, invited.link)), 'already-a-member');
    await assertNoTrace(server, before, name);
  }
  assert.equal((await rowOf(acme, 'beth@example.test'))?.status, 'suspended');
});

test('P8: a reset is mailed to the address one signs in with, whichever was typed', async () => {
  const dora = await personWithoutProfile(server, 'Dora');
  await addMailbox(dora, 'dora@club.example');
  const before = server.mailbox.mails.length;
  const body = { email: 'dora@club.example', language: 'en' };
  await linkMailedBy(server, 'dora@example.test', () => new TestBrowser(server).call(askReset, { body }));
  await settled(server);
  assert.deepEqual(
    server.mailbox.mails.slice(before).flatMap(({ to }) => to),
    ['dora@example.test'],
  );
});

test('P1: a further address is removed, and profiles that had it show the one to sign in with', async () => {
  const nell = await personWithoutProfile(server, 'Nell');
  await addMailbox(nell, 'nell@club.example');
  await accept(nell, (await invite(acme, 'nell@club.example')).link);
  assert.equal(outcomeOf(await ask(nell, removeAddress, 'nell@example.test')), 'sign-in-address');
  assert.equal(outcomeOf(await ask(nell, removeAddress, 'nobody@example.test')), 'not-found');
  const answers = await atOnce(MANY, () => ask(nell, removeAddress, 'nell@club.example'));
  assert.deepEqual(tally(answers), { ok: 1, 'not-found': MANY - 1 });
  assert.equal((await rowOf(acme, 'nell@example.test'))?.status, 'active');
  assert.equal(outcomeOf(await trySignIn(server, 'nell@club.example')), 'wrong-sign-in');
  const acts = await server.look(`select from audit where account_id = $1 and act = 'person.remove-address'`, [
    acme.accountId,
  ]);
  assert.equal(acts.length, 1);
});

test('P1: a wish is taken back, superseded by the next and over after a day; its link says which', async () => {
  const pia = await personWithoutProfile(server, 'Pia');
  const first = await linkMailedBy(server, 'pia@club.example', () => ask(pia, addAddress, 'pia@club.example'));
  const second = await linkMailedBy(server, 'pia@club.example', () => ask(pia, addAddress, 'pia@club.example'));
  await isDead(pia, first, 'link-superseded');
  assert.equal(outcomeOf(await ask(pia, removeAddress, 'pia@club.example')), 'ok');
  await isDead(pia, second, 'link-withdrawn');
  const { old, fresh } = await askToMove(pia, 'pia@new.example');
  const later = await askToMove(pia, 'pia@newer.example');
  for (const link of [old, fresh]) await isDead(pia, link, 'link-superseded');
  server.moveClock(DAY_MS + 60_000);
  try {
    for (const link of [later.old, later.fresh])
      assert.equal(outcomeOf(await new TestBrowser(server).call(openAddressLink, { body: { link } })), 'link-expired');
    assert.deepEqual(await statesOf(pia), { 'pia@example.test': 'sign-in' });
  } finally {
    server.moveClock(-DAY_MS - 60_000);
  }
  for (const link of [later.old, later.fresh]) await isDead(pia, link, 'link-expired');
});

test('P16: nobody’s mailbox is filled with wishes, whoever has it, and nobody asks for many', async () => {
  await personWithoutProfile(server, 'Tia');
  for (const mailbox of ['tia@example.test', 'nobodys@example.test']) {
    const outcomes: string[] = [];
    for (let n = 0; n < 6; n += 1) {
      const asker = await personWithoutProfile(server, `${mailbox.split('@')[0]}${n}`);
      outcomes.push(outcomeOf(await ask(asker, addAddress, mailbox)));
    }
    assert.deepEqual(outcomes, ['ok', 'ok', 'ok', 'ok', 'ok', 'too-many-attempts'], mailbox);
  }
  const keen = await personWithoutProfile(server, 'Keen');
  const asked: string[] = [];
  for (let n = 0; n < 21; n += 1) asked.push(outcomeOf(await ask(keen, changeAddress, `keen-${n}@club.example`)));
  assert.deepEqual(asked.slice(18), ['ok', 'ok', 'too-many-attempts']);
});

test('P1: of many who ask and confirm at once no person gets more addresses than ten, and no address two people', async () => {
  const [rex, sid] = [await personWithoutProfile(server, 'Rex'), await personWithoutProfile(server, 'Sid')];
  const asked = await atOnce(MANY, (n) => ask(rex, addAddress, `rex-${n}@club.example`));
  const outcomes = tally(asked);
  assert.equal(outcomes['ok'], 9, JSON.stringify(outcomes));
  assert.equal(outcomes['too-many-addresses'], MANY - 9);
  const taken = asked.findIndex((answer) => answer.status === 200);
  const shared = `rex-${taken}@club.example`;
  const ofRex = await claimLinkOf(server, shared);
  await ask(sid, addAddress, shared);
  const ofSid = await claimLinkOf(server, shared);
  const confirmed = await atOnce(MANY, (n) => (n % 2 === 0 ? confirm(rex, ofRex) : confirm(sid, ofSid)));
  const { ok = 0, 'link-used': used = 0, 'link-withdrawn': withdrawn = 0 } = tally(confirmed);
  assert.deepEqual([ok, used + withdrawn], [1, MANY - 1], JSON.stringify(tally(confirmed)));
  assert.equal((await server.look('select from person_address where email = $1', [shared])).length, 1);
});

test('P1, P16: a mailbox that is invited and asked for at once becomes one person’s', async () => {
  const vera = await personWithoutProfile(server, 'Vera');
  for (const n of Array.from({ length: 5 }).keys()) {
    await forgetAttempts(server);
    const mailbox = `vera-${n}@club.example`;
    const invited = await invite(acme, mailbox);
    await ask(vera, addAddress, mailbox);
    const claim = await claimLinkOf(server, mailbox);
    await atOnce(MANY, (m) => (m % 2 === 0 ? confirm(vera, claim) : join(acme, invited.link)));
    const owners = await server.look<{ person_id: string }>('select person_id from person_address where email = $1', [
      mailbox,
    ]);
    assert.equal(owners.length, 1, mailbox);
    const strays = await server.look(
      'select from person p where not exists (select from person_address a where a.person_id = p.id and a.email = p.email)',
    );
    assert.deepEqual(strays, []);
  }
});

function invitationsIn({ body }: Answer) {
  return (body['invitations'] as { company_name: string; email: string }[]).map(({ company_name, email }) => ({
    company_name,
    email,
  }));
}
