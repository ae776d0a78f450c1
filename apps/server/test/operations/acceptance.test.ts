import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { readAccount } from '@latchkey/contract/account';
import { acceptInvitation, openInvitation, resendInvitation } from '@latchkey/contract/invitation';
import { deleteMembers } from '@latchkey/contract/member';
import { me } from '@latchkey/contract/person';
import type { Role } from '@latchkey/domain/role';
import {
  type Company,
  company,
  linkMailedBy,
  memberIdOf,
  PASSWORD,
  personNamed,
  personWithoutProfile,
  secondCompany,
  signedIn,
} from '../people.ts';
import { type Answer, TestBrowser, testServer, type TestServer } from '../server.ts';
import { endingOf, invite, join, outcomeOf, rowOf } from './crowd.ts';
import { moveTo } from './mailboxes.ts';
import { assertNoTrace, tracesOf } from './traces.ts';

let server: TestServer;
let acme: Company;
let beta: Company;

before(async () => {
  server = await testServer();
  acme = await company(server);
  beta = await secondCompany(server);
});
after(() => server.stop());

test('I4, P15: a new person makes name and password and lands in the new profile, and in no account of their own', async () => {
  const { link, email } = await invite(acme, 'nora@example.test', { name: 'N. from sales' });
  const nora = new TestBrowser(server);
  const joined = await join(acme, link, nora);
  assert.deepEqual(joined.body, { account_id: acme.accountId, not_brought: [] });
  const mine = await nora.call(me);
  assert.deepEqual([mine.body['name'], mine.body['email'], mine.body['is_operator']], ['New Person', email, false]);
  const profiles = mine.body['profiles'] as { company_name: string; role: string }[];
  assert.deepEqual(
    profiles.map(({ company_name, role }) => [company_name, role]),
    [['Acme & Söhne', 'member']],
  );
  const row = await rowOf(acme, email);
  assert.deepEqual([row?.name, row?.status, row?.invitation], ['New Person', 'active', null]);
  assert.equal(row?.last_entered_at, null, 'P3: accepting is not opening the profile');
});

test('I4, R-6: an existing person keeps password, name, sign-ins and profiles; the profile is added', async () => {
  const before = await personOf('max@example.test');
  const elsewhere = await signedIn(server, 'max@example.test');
  const { link } = await invite(acme, 'max@example.test', { name: 'Maximilian', role: 'admin' });
  const accepted = await beta.member.call(acceptInvitation, { body: { link } });
  assert.deepEqual(accepted.body, { account_id: acme.accountId, not_brought: [] });
  assert.deepEqual(await personOf('max@example.test'), before);
  assert.equal((await elsewhere.call(me)).status, 200);
  const profiles = (await beta.member.call(me)).body['profiles'] as { company_name: string; role: string }[];
  assert.deepEqual(profiles.map(({ company_name, role }) => `${role} of ${company_name}`).toSorted(), [
    'admin of Acme & Söhne',
    'member of Beta Ltd',
  ]);
  assert.equal((await rowOf(acme, 'max@example.test'))?.name, 'Max', 'their own name, not what the inviter typed');
});

test('I9: until acceptance an inviter sees only what they typed, whether the mailbox has a person or not', async () => {
  await invite(acme, 'sam@example.test', { name: 'Typed' });
  await invite(acme, 'amy@example.test');
  const [sam, amy] = [await rowOf(acme, 'sam@example.test'), await rowOf(acme, 'amy@example.test')];
  assert.deepEqual([sam?.name, sam?.last_entered_at], ['Typed', null]);
  assert.deepEqual([amy?.name, amy?.last_entered_at], ['', null]);
});

test('I4, I5: a mailbox that has a person must sign in: nobody sets a new password for them by an invitation', async () => {
  const { link } = await invite(acme, 'zoe@example.test');
  const before = await tracesOf(server);
  const stranger = new TestBrowser(server);
  const offer = await stranger.call(openInvitation, { body: { link } });
  assert.deepEqual([offer.body['has_person'], offer.body['signed_in_as']], [true, 'nobody']);
  assert.equal(outcomeOf(await join(acme, link, stranger)), 'sign-in-instead');
  assert.equal(outcomeOf(await stranger.call(acceptInvitation, { body: { link } })), 'not-signed-in');
  await assertNoTrace(server, before, 'accepting for somebody else');
  await signedIn(server, 'zoe@example.test', PASSWORD);
  assert.equal(outcomeOf(await beta.holder.call(acceptInvitation, { body: { link } })), 'ok');
});

test('I5, R-4: who is signed in as another is told whom the invitation is for, and can’t attach themselves', async () => {
  const { link } = await invite(acme, 'oona@example.test');
  const before = await tracesOf(server);
  const offer = await beta.superAdmin.call(openInvitation, { body: { link } });
  assert.equal(offer.body['signed_in_as'], 'other');
  const refused = await beta.superAdmin.call(acceptInvitation, { body: { link } });
  assert.deepEqual([outcomeOf(refused), refused.body['email']], ['wrong-person', 'oona@example.test']);
  await assertNoTrace(server, before, 'attaching oneself');
  assert.equal(outcomeOf(await join(acme, link)), 'ok');
});

test('I5: who is signed in as the invited person is recognised', async () => {
  const ines = await personWithoutProfile(server, 'Ines');
  const { link } = await invite(acme, 'ines@example.test');
  assert.equal((await ines.call(openInvitation, { body: { link } })).body['signed_in_as'], 'invited');
  assert.equal(outcomeOf(await ines.call(acceptInvitation, { body: { link } })), 'ok');
});

test('I4: accepting as a new person in a browser of somebody else signs that one out and the new person in', async () => {
  const lent = await personWithoutProfile(server, 'Lent');
  const token = lent.signInToken;
  const { link } = await invite(acme, 'borrower@example.test');
  assert.equal(outcomeOf(await join(acme, link, lent)), 'ok');
  assert.equal((await lent.call(me)).body['email'], 'borrower@example.test');
  const old = new TestBrowser(server);
  for (const name of lent.cookies.keys())
    if (lent.cookies.get(name) === lent.signInToken) old.cookies.set(name, token!);
  assert.equal((await old.call(me)).status, 401);
});

test('I10: an inviter who may no longer make admins brings a member in', async () => {
  const [susi, susiId] = await superAdminNamed('Susi');
  const invited = await invite(acme, 'was-to-be-admin@example.test', { by: susi, role: 'admin' });
  await setRole(susiId, 'admin');
  const browser = new TestBrowser(server);
  assert.equal(outcomeOf(await join(acme, invited.link, browser)), 'ok');
  assert.equal((await rowOf(acme, invited.email))?.role, 'member');
  const account = await browser.call(readAccount, { params: { account_id: acme.accountId } });
  assert.deepEqual((account.body['my'] as { permissions: string[] }).permissions, []);
});

test('I10: what the inviter may still grant is brought in full, also when they may grant less than before', async () => {
  const [sina, sinaId] = await superAdminNamed('Sina');
  const [admin, member] = [
    await invite(acme, 'still-admin@example.test', { by: sina, role: 'admin' }),
    await invite(acme, 'still-member@example.test', { by: sina }),
  ];
  assert.equal(outcomeOf(await join(acme, admin.link)), 'ok');
  assert.equal((await rowOf(acme, admin.email))?.role, 'admin');
  await setRole(sinaId, 'admin');
  assert.equal(outcomeOf(await join(acme, member.link)), 'ok');
  assert.equal((await rowOf(acme, member.email))?.role, 'member');
});

test('I10, G10: who may invite nobody any more, or is suspended, brings nobody in', async () => {
  const [sven, svenId] = await superAdminNamed('Sven');
  const invited = await invite(acme, 'too-late@example.test', { by: sven, role: 'admin' });
  await setRole(svenId, 'member');
  assert.equal(outcomeOf(await join(acme, invited.link)), 'link-withdrawn');
  await setRole(svenId, 'super_admin');
  await server.look(`update member set status = 'suspended' where id = $1`, [svenId]);
  assert.equal(outcomeOf(await join(acme, invited.link)), 'link-withdrawn');
  assert.equal((await rowOf(acme, invited.email))?.status, 'invited');
  assert.deepEqual(await server.look('select from person where email = $1', [invited.email]), []);
});

test('I10: it is the last resender whose rights count', async () => {
  const [silke, silkeId] = await superAdminNamed('Silke');
  const invited = await invite(acme, 'resent-by-holder@example.test', { by: silke, role: 'admin' });
  await setRole(silkeId, 'member');
  const link = await linkMailedBy(server, invited.email, () => act(resendInvitation, invited.member_id));
  assert.equal(outcomeOf(await join(acme, link)), 'ok');
  assert.equal((await rowOf(acme, invited.email))?.role, 'admin');
});

test('P7: the same person invited again gets the record from before, and only the rights of the new invitation', async () => {
  const rosa = await personNamed(acme, 'Rosa', 'super_admin');
  const record = await memberIdOf(rosa, acme.accountId);
  await act(deleteMembers, record);
  assert.deepEqual((await rosa.call(me)).body['profiles'], [], 'the person lives on');
  const invited = await invite(acme, 'rosa@example.test');
  assert.notEqual(invited.member_id, record, 'until acceptance nobody knows whether it is the same person');
  assert.equal(outcomeOf(await rosa.call(acceptInvitation, { body: { link: invited.link } })), 'ok');
  assert.equal(await memberIdOf(rosa, acme.accountId), record);
  const rows = await server.look<{ id: string; role: string }>(
    `select id, role from member where email = 'rosa@example.test' and account_id = $1`,
    [acme.accountId],
  );
  assert.deepEqual(rows, [{ id: record, role: 'member' }]);
  const history = await server.look('select from invitation where member_id = $1', [record]);
  assert.equal(history.length, 2, 'both invitations stand in one history');
  assert.equal(await endingOf(acme, invited), 'accepted');
});

test('P7: someone else with a recycled address starts a new record', async () => {
  const first = await personNamed(acme, 'Robin', 'admin');
  const record = await memberIdOf(first, acme.accountId);
  await act(deleteMembers, record);
  await moveTo(first, 'robin.old@example.test');
  const { link } = await invite(acme, 'robin@example.test');
  const second = new TestBrowser(server);
  assert.equal(outcomeOf(await join(acme, link, second)), 'ok');
  assert.notEqual(await memberIdOf(second, acme.accountId), record);
  assert.deepEqual(await server.look('select status from member where id = $1', [record]), [{ status: 'removed' }]);
});

test('P7: a record is revived as often as its person comes back', async () => {
  const rudi = await personNamed(acme, 'Rudi');
  const record = await memberIdOf(rudi, acme.accountId);
  for (let n = 0; n < 3; n += 1) {
    await act(deleteMembers, record);
    const { link } = await invite(acme, 'rudi@example.test');
    assert.equal(outcomeOf(await rudi.call(acceptInvitation, { body: { link } })), 'ok');
    assert.equal(await memberIdOf(rudi, acme.accountId), record);
  }
});

async function superAdminNamed(name: string): Promise<[TestBrowser, string]> {
  const browser = await personNamed(acme, name, 'super_admin');
  return [browser, await memberIdOf(browser, acme.accountId)];
}

/** There is no operation that changes a role yet. */
async function setRole(memberId: string, role: Role): Promise<void> {
  await server.look('update member set role = $2 where id = $1', [memberId, role]);
}

async function act(operation: typeof deleteMembers | typeof resendInvitation, memberId: string): Promise<Answer> {
  const body = { items: [{ member_id: memberId }] };
  const answer = await acme.holder.call(operation, { params: { account_id: acme.accountId }, body });
  assert.equal(outcomeOf(answer), 'ok', JSON.stringify(answer.body));
  return answer;
}

async function personOf(email: string): Promise<unknown> {
  return server.look('select * from person where email = $1', [email]);
}
