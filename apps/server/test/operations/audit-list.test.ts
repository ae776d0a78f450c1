import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { listAudit } from '@latchkey/contract/audit';
import { addGroupMembers, createUserGroup, deleteUserGroups, moveUserGroups } from '@latchkey/contract/group';
import { resendInvitation, withdrawInvitation } from '@latchkey/contract/invitation';
import { createRole, deleteRoles, editRoles } from '@latchkey/contract/role';
import { createToken } from '@latchkey/contract/token';
import { type Company, company, memberIdOf, secondCompany } from '../people.ts';
import { TestBrowser, testServer, type TestServer } from '../server.ts';
import { invite } from './samples.ts';

type Row = {
  id: string;
  at: string;
  act: string;
  actor: { id: string; name: string };
  targets: { id: string }[];
  groups: { id: string; name: string | null }[];
  role: string | null;
};

let server: TestServer;
let acme: Company;
let invited: { member_id: string; email: string };

before(async () => {
  server = await testServer();
  acme = await company(server);
  invited = await invite(acme);
  const params = { account_id: acme.accountId };
  const body = { items: [{ member_id: invited.member_id }] };
  await acme.superAdmin.call(resendInvitation, { params, body });
  await acme.holder.call(withdrawInvitation, { params, body });
});
after(() => server.stop());

test('U2: the activity tells who did what to whom and from where, newest first', async () => {
  const { items } = await list({});
  assert.deepEqual(
    items.map((row) => row.at),
    items.map((row) => row.at).toSorted((a, b) => (a < b ? 1 : -1)),
  );
  const withdrawn = items.find((row) => row.act === 'invitation.withdraw');
  assert.equal(withdrawn?.actor.name, 'Ada Holder');
  assert.ok(withdrawn?.targets.some((target) => target.id === invited.member_id));
});

test('U2: what happened to one user is found by whom it concerns', async () => {
  const { items } = await list({ target_id: invited.member_id });
  assert.deepEqual(
    items.map((row) => row.act),
    ['invitation.withdraw', 'invitation.resend', 'invitation.send'],
  );
});

test('U2: filters by actor, act and noun narrow together, and pages join without a gap', async () => {
  const superAdmin = await memberIdOf(acme.superAdmin, acme.accountId);
  const resent = await list({ actor_id: superAdmin, act: 'invitation.resend' });
  assert.equal(resent.items.length, 1);
  const all = await list({ act: 'invitation', limit: '200' });
  assert.deepEqual(await pageByPage({ act: 'invitation', limit: '2' }), all.items);
  assert.equal(all.total.count, all.items.length);
  const none = await list({ from: '2090-01-01T00:00:00.000Z' });
  assert.equal(none.items.length, 0);
});

test('U2: the pages of what happened to one user join without a gap, and from and to bound them', async () => {
  const target_id = invited.member_id;
  const [last, middle, first] = await pageByPage({ target_id, limit: '1' });
  assert.deepEqual((await list({ target_id })).items, [last, middle, first]);
  assert.deepEqual(await pageByPage({ target_id, limit: '1', from: middle!.at }), [last, middle]);
  assert.deepEqual(await pageByPage({ target_id, limit: '1', to: last!.at }), [middle, first]);
  assert.deepEqual(await pageByPage({ target_id, limit: '1', act: 'invitation.send' }), [first]);
});

test('U3: what a token did says so', async () => {
  const params = { account_id: acme.accountId };
  const wanted = { name: 'nightly', kind: 'personal', scopes: ['users.manage'], expires_in_days: 1 };
  const { body } = await acme.holder.call(createToken, { params, body: wanted });
  const fresh = await invite(acme);
  const headers = { authorization: `Bearer ${String(body['token'])}` };
  const items = [{ member_id: fresh.member_id }];
  await new TestBrowser(server).call(withdrawInvitation, { params, body: { items }, headers });
  const { items: rows } = await list({ target_id: fresh.member_id, act: 'invitation.withdraw' });
  assert.deepEqual((rows[0] as unknown as { actor: { token: object } }).actor.token, {
    id: body['token_id'],
    name: 'nightly',
  });
});

test('U2: user groups are named, the one it was done to before what it stands below, and one that is gone as it was called', async () => {
  const params = { account_id: acme.accountId };
  const operations = await group('Operations', null);
  const support = await group('Support', operations);
  const member_id = await memberIdOf(acme.member, acme.accountId);
  for (const [operation, item] of [
    [addGroupMembers, { group_id: support, member_id }],
    [moveUserGroups, { group_id: support, parent_id: null }],
    [deleteUserGroups, { group_id: operations }],
  ] as const)
    await acme.holder.call(operation, { params, body: { items: [item] } });
  const { items } = await list({ act: 'group' });
  assert.deepEqual(
    items.map(({ act, groups }) => [act, ...groups.map(({ name }) => name)]),
    [
      ['group.delete', 'Operations'],
      ['group.move', 'Support'],
      ['group.add-members', 'Support'],
      ['group.create', 'Support'],
      ['group.create'],
    ],
    'those of it that are there, and the deleted one where it was deleted',
  );
  assert.deepEqual(
    items.map(({ targets }) => targets.map(({ id }) => id)),
    [[], [], [member_id], [], []],
  );
});

test('U2: a role is named as it is called now, and one that is gone as it was called', async () => {
  const params = { account_id: acme.accountId };
  const ids: string[] = [];
  for (const name of ['Desk', 'Night watch']) {
    const { body } = await acme.holder.call(createRole, { params, body: { name, permissions: ['users.view'] } });
    ids.push(String(body['role_id']));
  }
  const [desk, watch] = ids;
  const edited = { role_id: desk, version: 1, name: 'Front desk', permissions: ['users.view'] };
  await acme.holder.call(editRoles, { params, body: { items: [edited] } });
  await acme.holder.call(deleteRoles, { params, body: { items: [{ role_id: watch }] } });
  const { items } = await list({ act: 'role' });
  assert.deepEqual(
    items.map(({ act, role }) => [act, role]),
    [
      ['role.delete', 'Night watch'],
      ['role.edit', 'Front desk'],
      ['role.create', 'Night watch'],
      ['role.create', 'Front desk'],
    ],
  );
});

test('G11: another account sees nothing of it, and a plain member is refused', async () => {
  const beta = await secondCompany(server);
  const { body } = await beta.holder.call(listAudit, {
    params: { account_id: beta.accountId },
    query: { target_id: invited.member_id },
  });
  assert.deepEqual(body['items'], []);
  assert.equal((await acme.member.call(listAudit, { params: { account_id: acme.accountId } })).status, 403);
});

async function group(name: string, parent_id: string | null): Promise<string> {
  const { body } = await acme.holder.call(createUserGroup, {
    params: { account_id: acme.accountId },
    body: { name, parent_id },
  });
  return String(body['group_id']);
}

async function pageByPage(query: Record<string, string>): Promise<Row[]> {
  const rows: Row[] = [];
  for (let cursor: string | undefined = ''; cursor !== undefined;) {
    const page = await list({ ...query, ...(cursor === '' ? {} : { cursor }) });
    rows.push(...page.items);
    cursor = page.next_cursor ?? undefined;
  }
  return rows;
}

async function list(query: Record<string, string>) {
  const { status, body } = await acme.admin.call(listAudit, { params: { account_id: acme.accountId }, query });
  assert.equal(status, 200, JSON.stringify(body));
  return body as { items: Row[]; next_cursor: string | null; total: { count: number } };
}
