import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { readAccess } from '@latchkey/contract/computer-access';
import { listComputers, removeComputers } from '@latchkey/contract/computer';
import { acceptInvitation, resendInvitation, sendInvitation, withdrawInvitation } from '@latchkey/contract/invitation';
import { changeRoles, deleteMembers } from '@latchkey/contract/member';
import type { Operation } from '@latchkey/contract/operation';
import { createToken } from '@latchkey/contract/token';
import { type Company, company, linkMailedBy, memberIdOf, personNamed } from '../people.ts';
import { type Answer, TestBrowser, testServer, type TestServer } from '../server.ts';
import { freshComputer, freshGroup, give, nextName } from './computer-samples.ts';
import { join, outcomeOf } from './crowd.ts';

type Access = { kind: string; group_ids?: string[]; computer_ids?: string[] };

let server: TestServer;
let acme: Company;
let computer: string;

before(async () => {
  server = await testServer();
  acme = await company(server);
  computer = await freshComputer(acme, { kind: 'deployment', needs_approval: false });
});
after(() => server.stop());

test('I2, G4: an invitation carries access, which is theirs once they accept and not before', async () => {
  const { link, member_id } = await inviteWith({ kind: 'chosen', computer_ids: [computer] });
  assert.deepEqual(await server.look('select from reach where member_id = $1', [member_id]), []);
  const browser = new TestBrowser(server);
  await ok(join(acme, link, browser));
  assert.deepEqual(await seenBy(browser), [computer]);
  const all = await inviteWith({ kind: 'all' });
  const other = new TestBrowser(server);
  await ok(join(acme, all.link, other));
  const future = await freshComputer(acme);
  assert.ok((await seenBy(other)).includes(future), 'future ones too');
});

test('G10: an invitation carries access only where the inviter may give it, and only to what there is', async () => {
  const params = { account_id: acme.accountId };
  const body = { name: 'Inviter', kind: 'personal', scopes: ['users.manage'], expires_in_days: 1 };
  const { token } = (await acme.holder.call(createToken, { params, body })).body;
  const headers = { authorization: `Bearer ${String(token)}` };
  const send = (access: Access) =>
    new TestBrowser(server).call(sendInvitation, { params, headers, body: { items: [inviteeWith(access)] } });
  assert.equal(outcomeOf(await send({ kind: 'all' })), 'not-permitted');
  assert.equal(outcomeOf(await send({ kind: 'none' })), 'ok');
  const removed = await freshComputer(acme);
  await ok(act(removeComputers, [{ computer_id: removed }]));
  for (const id of [removed, '0198c0de-0000-7000-8000-000000000000'])
    for (const access of [{ computer_ids: [id] }, { group_ids: [id] }]) {
      const item = inviteeWith({ kind: 'chosen', ...access });
      assert.equal(outcomeOf(await act(sendInvitation, [item])), 'not-found');
    }
});

test('I10: acceptance keeps the access only while the inviter, or the last resender, may still give it', async () => {
  const inviter = await personNamed(acme, nextName('Inviter'), 'super_admin');
  const inviterId = await memberIdOf(inviter, acme.accountId);
  const { link, member_id } = await inviteWith({ kind: 'all' }, inviter);
  // In the database, since demoting them takes the invitation back altogether.
  await server.look(`update member set role = 'member' where id = $1`, [inviterId]);
  const resent = await linkOf(member_id, () => act(resendInvitation, [{ member_id }]));
  await ok(join(acme, resent));
  assert.equal((await accessOf(member_id))['kind'], 'all', 'the resender may');
  assert.notEqual(resent, link);
});

test('I10: who lost the right to invite brings nothing, and neither does their access', async () => {
  const inviter = await personNamed(acme, nextName('Inviter'), 'admin');
  const { link, member_id } = await inviteWith({ kind: 'all' }, inviter);
  const role = { member_id: await memberIdOf(inviter, acme.accountId), role: 'member' };
  await ok(act(changeRoles, [role]));
  assert.equal(outcomeOf(await join(acme, link)), 'link-withdrawn');
  assert.deepEqual(await server.look('select from member_access where member_id = $1', [member_id]), []);
});

test('I6: a withdrawn invitation leaves no access behind', async () => {
  const group = await freshGroup(acme);
  const { member_id } = await inviteWith({ kind: 'chosen', group_ids: [group] });
  await ok(act(withdrawInvitation, [{ member_id }]));
  assert.deepEqual(await server.look('select from member_access where member_id = $1', [member_id]), []);
});

test('P7: who comes back has the access of the new invitation and none of before', async () => {
  const name = nextName('Back');
  const browser = await personNamed(acme, name);
  const id = await memberIdOf(browser, acme.accountId);
  await ok(give(acme, id, { kind: 'all' }));
  await ok(act(deleteMembers, [{ member_id: id }]));
  const { link } = await inviteWith({ kind: 'chosen', computer_ids: [computer] }, acme.holder, name);
  await ok(browser.call(acceptInvitation, { body: { link } }));
  assert.equal(await memberIdOf(browser, acme.accountId), id);
  assert.deepEqual(await seenBy(browser), [computer]);
});

test('I10: access set on an invited member is answered for by who set it', async () => {
  const { link, member_id } = await inviteWith({ kind: 'none' });
  const admin = await personNamed(acme, nextName('Setter'), 'admin');
  await ok(give(acme, member_id, { kind: 'all' }, admin));
  await ok(act(changeRoles, [{ member_id: await memberIdOf(admin, acme.accountId), role: 'member' }]));
  assert.equal(outcomeOf(await join(acme, link)), 'link-withdrawn');
});

function inviteeWith(access: Access, name = nextName('Guest')) {
  return { email: `${name.toLowerCase()}@example.test`, name, role: 'member', language: 'en', access };
}

async function inviteWith(access: Access, by = acme.holder, name?: string) {
  const item = inviteeWith(access, name);
  let member_id = '';
  const link = await linkMailedBy(server, item.email, async () => {
    const answer = await ok(act(sendInvitation, [item], by));
    member_id = (answer.body['results'] as { result: { member_id: string } }[])[0]?.result.member_id ?? '';
    return answer;
  });
  return { link, member_id };
}

async function linkOf(member_id: string, doing: () => Promise<Answer>): Promise<string> {
  const [row] = await server.look<{ email: string }>('select email from member where id = $1', [member_id]);
  return linkMailedBy(server, row?.email ?? '', () => ok(doing()));
}

function act(operation: Operation, items: object[], by = acme.holder): Promise<Answer> {
  return by.call(operation, { params: { account_id: acme.accountId }, body: { items } });
}

async function ok(calling: Promise<Answer>): Promise<Answer> {
  const answer = await calling;
  assert.equal(outcomeOf(answer), 'ok', JSON.stringify(answer.body));
  return answer;
}

async function seenBy(by: TestBrowser): Promise<string[]> {
  const answer = await by.call(listComputers, { params: { account_id: acme.accountId }, query: { limit: '200' } });
  return (answer.body['items'] as { id: string }[]).map(({ id }) => id);
}

async function accessOf(member_id: string): Promise<Record<string, unknown>> {
  return (await acme.holder.call(readAccess, { params: { account_id: acme.accountId, member_id } })).body;
}
