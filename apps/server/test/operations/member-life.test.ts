import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { enterAccount, readAccount } from '@latchkey/contract/account';
import { acceptInvitation, openInvitation } from '@latchkey/contract/invitation';
import {
  changeRoles,
  deleteMembers,
  leaveAccount,
  listMembers,
  readMember,
  reinstateMembers,
  sendReset,
  suspendMembers,
} from '@latchkey/contract/member';
import type { Operation } from '@latchkey/contract/operation';
import { askReset, me, resetPassword } from '@latchkey/contract/person';
import { WebSocket } from 'ws';
import { type Company, company, linkMailedBy, memberIdOf, personNamed, secondCompany, signedIn } from '../people.ts';
import { type Answer, TestBrowser, testServer, type TestServer } from '../server.ts';
import { invite, join, outcomeOf, rowOf } from './crowd.ts';
import { cookiesOf } from './raw.ts';
import { settled } from './traces.ts';

let server: TestServer;
let acme: Company;
let beta: Company;

before(async () => {
  server = await testServer();
  acme = await company(server);
  beta = await secondCompany(server);
});
after(() => server.stop());

test('P6: a suspended member stays listed with their role and loses every right at once; reinstating gives it back', async () => {
  const sara = await personNamed(acme, 'Sara', 'admin');
  const id = await memberIdOf(sara, acme.accountId);
  assert.equal(outcomeOf(await act(suspendMembers, [{ member_id: id }])), 'ok');
  const listed = await rowOf(acme, 'sara@example.test');
  assert.deepEqual([listed?.status, listed?.role], ['suspended', 'admin']);
  for (const operation of [readAccount, listMembers, enterAccount])
    assert.equal((await sara.call(operation, inAcme())).status, 404, operation.id);
  assert.deepEqual((await sara.call(me)).body['profiles'], []);
  assert.equal(outcomeOf(await act(reinstateMembers, [{ member_id: id }])), 'ok');
  assert.equal((await sara.call(listMembers, inAcme())).status, 200);
});

test('P6: suspending and reinstating say what somebody already is', async () => {
  const invited = await invite(acme, 'not-yet@example.test');
  const id = await memberIdOf(await personNamed(acme, 'Tim'), acme.accountId);
  assert.equal(outcomeOf(await act(suspendMembers, [invited])), 'not-active');
  assert.equal(outcomeOf(await act(reinstateMembers, [{ member_id: id }])), 'not-suspended');
  assert.equal(outcomeOf(await act(suspendMembers, [{ member_id: id }])), 'ok');
  assert.equal(outcomeOf(await act(suspendMembers, [{ member_id: id }])), 'suspended-already');
  assert.equal(outcomeOf(await act(sendReset, [{ member_id: id }])), 'not-active');
});

test('P11: the holder can be neither suspended, demoted, deleted nor sent a reset, by nobody', async () => {
  const member_id = await memberIdOf(acme.holder, acme.accountId);
  const attempts: [Operation, { member_id: string; role?: string }][] = [
    [suspendMembers, { member_id }],
    [reinstateMembers, { member_id }],
    [deleteMembers, { member_id }],
    [sendReset, { member_id }],
    [changeRoles, { member_id, role: 'member' }],
  ];
  for (const [operation, item] of attempts)
    for (const by of [acme.holder, acme.superAdmin, acme.admin]) {
      const outcome = outcomeOf(await act(operation, [item], by));
      assert.ok(['holder-is-untouchable', 'not-suspended'].includes(outcome), `${operation.id}: ${outcome}`);
    }
  assert.equal(outcomeOf(await acme.holder.call(leaveAccount, inAcme())), 'holder-must-stay');
  assert.equal((await acme.holder.call(readAccount, inAcme())).status, 200);
});

test('P7: deleting ends the membership only: the person, their sign-in and their other profiles live on', async () => {
  const both = await personNamed(beta, 'Bo');
  const { link } = await invite(acme, 'bo@example.test');
  assert.equal((await both.call(acceptInvitation, { body: { link } })).status, 200);
  await act(deleteMembers, [{ member_id: await memberIdOf(both, acme.accountId) }]);
  const profiles = (await both.call(me)).body['profiles'] as { company_name: string }[];
  assert.deepEqual(
    profiles.map(({ company_name }) => company_name),
    ['Beta Ltd'],
  );
  await signedIn(server, 'bo@example.test');
});

test('P7: the record’s history revives for the same person, and whoever else has the address now starts a new one', async () => {
  const rita = await personNamed(acme, 'Rita');
  const was = await memberIdOf(rita, acme.accountId);
  await act(deleteMembers, [{ member_id: was }]);
  const again = await invite(acme, 'rita@example.test');
  assert.equal((await rita.call(acceptInvitation, { body: { link: again.link } })).status, 200);
  assert.equal(await memberIdOf(rita, acme.accountId), was);
  await act(deleteMembers, [{ member_id: was }]);
  await recycle('rita@example.test');
  const other = await invite(acme, 'rita@example.test');
  const stranger = new TestBrowser(server);
  assert.equal((await join(acme, other.link, stranger)).status, 200);
  assert.notEqual(await memberIdOf(stranger, acme.accountId), was);
});

test('P12: a member leaves an account they do not hold, and is not listed any more', async () => {
  const lena = await personNamed(acme, 'Lena', 'super_admin');
  assert.equal(outcomeOf(await lena.call(leaveAccount, inAcme())), 'ok');
  assert.equal(await rowOf(acme, 'lena@example.test'), undefined);
  assert.equal((await lena.call(leaveAccount, inAcme())).status, 404);
  assert.deepEqual((await lena.call(me)).body['profiles'], []);
});

test('P6, P12: whoever is suspended, deleted or leaves hears no more news within 5 s, and the others go on', async () => {
  const [suspended, deleted, leaving] = (await Promise.all(
    ['Susp', 'Dele', 'Leav'].map((name) => personNamed(acme, name, 'admin')),
  )) as [TestBrowser, TestBrowser, TestBrowser];
  const ids = await Promise.all([suspended, deleted].map((browser) => memberIdOf(browser, acme.accountId)));
  const ears = await Promise.all([suspended, deleted, leaving, acme.admin].map(listen));
  const began = performance.now();
  await act(suspendMembers, [{ member_id: ids[0]! }]);
  await act(deleteMembers, [{ member_id: ids[1]! }]);
  await leaving.call(leaveAccount, inAcme());
  const codes = await Promise.all(ears.slice(0, 3).map(async (ear) => (await once(ear, 'close'))[0] as number));
  assert.deepEqual(codes, [4401, 4401, 4401]);
  assert.ok(performance.now() - began < 5_000);
  assert.equal(ears[3]?.readyState, WebSocket.OPEN);
  for (const ear of ears) ear.terminate();
});

test('P3: who accepted has not opened the profile yet; entering it is what counts', async () => {
  const nell = await personNamed(acme, 'Nell');
  assert.equal((await rowOf(acme, 'nell@example.test'))?.last_entered_at, null);
  await nell.call(enterAccount, inAcme());
  assert.notEqual((await rowOf(acme, 'nell@example.test'))?.last_entered_at, null);
});

test('G10: another role counts at once, and the one who has it hears nothing else', async () => {
  const cleo = await personNamed(acme, 'Cleo');
  const member_id = await memberIdOf(cleo, acme.accountId);
  assert.equal((await cleo.call(listMembers, inAcme())).status, 403);
  assert.equal(outcomeOf(await act(changeRoles, [{ member_id, role: 'admin' }])), 'ok');
  assert.equal((await cleo.call(listMembers, inAcme())).status, 200);
  assert.equal(outcomeOf(await act(changeRoles, [{ member_id, role: 'member' }])), 'ok');
  assert.equal((await cleo.call(listMembers, inAcme())).status, 403);
});

test('I10: an invited member can be given another role, which whoever gave it answers for', async () => {
  const invited = await invite(acme, 'rising@example.test', { by: acme.admin });
  const item = { member_id: invited.member_id, role: 'admin' };
  assert.equal(outcomeOf(await act(changeRoles, [item], acme.admin)), 'not-permitted');
  assert.equal(outcomeOf(await act(changeRoles, [item], acme.superAdmin)), 'ok');
  const rising = new TestBrowser(server);
  assert.equal((await join(acme, invited.link, rising)).status, 200);
  assert.equal((await rising.call(listMembers, inAcme())).status, 200, 'it brought the role');
});

test('I10: a role that was put on an invitation falls with the right of whoever put it there', async () => {
  const sven = await personNamed(acme, 'Sven', 'super_admin');
  const invited = await invite(acme, 'falling@example.test', { by: acme.admin });
  await act(changeRoles, [{ member_id: invited.member_id, role: 'super_admin' }], sven);
  const member_id = await memberIdOf(sven, acme.accountId);
  await act(changeRoles, [{ member_id, role: 'admin' }]);
  const falling = new TestBrowser(server);
  assert.equal((await join(acme, invited.link, falling)).status, 200);
  assert.equal((await rowOf(acme, invited.email))?.role, 'member');
});

test('P8: an admin has a reset link mailed to the address somebody signs in with, and never sees it', async () => {
  const ruth = await personNamed(acme, 'Ruth');
  const member_id = await memberIdOf(ruth, acme.accountId);
  // Whatever stands in the account: the link goes where the person signs in.
  await server.look(`update member set email = 'elsewhere@example.test' where id = $1`, [member_id]);
  let answer: Answer | undefined;
  const link = await linkMailedBy(server, 'ruth@example.test', async () => {
    answer = await act(sendReset, [{ member_id }], acme.admin);
    return answer;
  });
  assert.deepEqual(answer?.body['results'], [{ index: 0, result: { member_id } }]);
  const mail = server.mailbox.mails.findLast((one) => one.to.includes('ruth@example.test'));
  assert.match(mail?.text ?? '', /An admin of an account you belong to/);
  assert.equal((await ruth.call(me)).status, 200, 'asking changes nothing');
  const reset = await new TestBrowser(server).call(resetPassword, { body: { link, password: 'chosen by Ruth 1' } });
  assert.equal(reset.status, 200, JSON.stringify(reset.body));
  await signedIn(server, 'ruth@example.test', 'chosen by Ruth 1');
});

test('P8: an admin can not flood a mailbox, and leaves the person a link of their own to ask for', async () => {
  const item = { member_id: await memberIdOf(await personNamed(acme, 'Flo'), acme.accountId) };
  assert.deepEqual([await act(sendReset, [item, item]), await act(sendReset, [item], acme.superAdmin)].map(outcomeOf), [
    'ok',
    'too-many-attempts',
  ]);
  await settled(server);
  const links = await server.look(`select from password_reset where email = 'flo@example.test' and asked_by = 'admin'`);
  assert.equal(links.length, 2);
  const body = { email: 'flo@example.test', language: 'en' };
  await linkMailedBy(server, 'flo@example.test', () => new TestBrowser(server).call(askReset, { body }));
});

test('P5: what one account does with a member leaves no trace in another', async () => {
  const shared = await personNamed(beta, 'Shan');
  const { link } = await invite(acme, 'shan@example.test');
  await shared.call(acceptInvitation, { body: { link } });
  const params = { account_id: beta.accountId, member_id: await memberIdOf(shared, beta.accountId) };
  const seen = await beta.holder.call(readMember, { params });
  const member_id = await memberIdOf(shared, acme.accountId);
  const acts: [Operation, { member_id: string; role?: string }][] = [
    [sendReset, { member_id }],
    [changeRoles, { member_id, role: 'admin' }],
    [suspendMembers, { member_id }],
    [reinstateMembers, { member_id }],
    [deleteMembers, { member_id }],
  ];
  for (const [operation, item] of acts) assert.equal(outcomeOf(await act(operation, [item])), 'ok', operation.id);
  assert.deepEqual((await beta.holder.call(readMember, { params })).body, seen.body);
  const mine = { member_id: await memberIdOf(shared, beta.accountId) };
  const reset = await beta.holder.call(sendReset, { params, body: { items: [mine, mine] } });
  assert.doesNotMatch(JSON.stringify(reset.body), /refusal/, 'the budget of one account is not that of another');
});

test('G10: what a suspended member sent is withdrawn, and its link says so', async () => {
  const gus = await personNamed(acme, 'Gus', 'admin');
  const sent = await invite(acme, 'of-gus@example.test', { by: gus });
  const member_id = await memberIdOf(gus, acme.accountId);
  await act(suspendMembers, [{ member_id }]);
  await act(reinstateMembers, [{ member_id }]);
  const opened = await new TestBrowser(server).call(openInvitation, { body: { link: sent.link } });
  assert.equal(outcomeOf(opened), 'link-withdrawn');
  assert.equal(await rowOf(acme, sent.email), undefined);
});

function inAcme() {
  return { params: { account_id: acme.accountId } };
}

/** An open socket to the news of the account. */
async function listen(browser: TestBrowser): Promise<WebSocket> {
  const { host, origin } = new URL(server.url);
  const url = `${server.url.replace('http', 'ws')}/api/v1/accounts/${acme.accountId}/news`;
  const socket = new WebSocket(url, { headers: { host, origin, cookie: cookiesOf(browser) } });
  await once(socket, 'open');
  return socket;
}

function act(operation: Operation, items: { member_id: string; role?: string }[], by = acme.holder): Promise<Answer> {
  const wanted = items.map(({ member_id, role }) => ({ member_id, ...(role === undefined ? {} : { role }) }));
  return by.call(operation, { ...inAcme(), body: { items: wanted } });
}

/** The person takes another address, and somebody else gets the old mailbox. */
async function recycle(email: string): Promise<void> {
  await server.look(
    `with address as (update person_address set email = 'moved-' || email where email = $1)
     update person set email = 'moved-' || email where email = $1`,
    [email],
  );
}
