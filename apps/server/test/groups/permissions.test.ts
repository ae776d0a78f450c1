import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { addGroupMembers, deleteUserGroups, moveUserGroups } from '@latchkey/contract/group';
import { sendInvitation } from '@latchkey/contract/invitation';
import { changeRoles, deleteMembers, listMembers, suspendMembers } from '@latchkey/contract/member';
import type { Operation } from '@latchkey/contract/operation';
import {
  createRole,
  deleteRoles,
  editRoles,
  listRoles,
  readPermissions,
  setGroupPermissions,
  setPermissions,
  whyPermission,
} from '@latchkey/contract/role';
import { grantablePermissions, MOST_ROLES, permissions, permissionsOf, roles } from '@latchkey/domain/role';
import { type Company, company } from '../people.ts';
import { type TestBrowser, testServer, type TestServer } from '../server.ts';
import { nextName } from '../operations/computer-samples.ts';
import { handsIn } from '../operations/computer-hands.ts';
import { atOnce, MANY, outcomeOf, rowOf, tally } from '../operations/crowd.ts';
import { groupHandsIn } from './group-hands.ts';
import { inOrder, MANAGES, permissionHandsIn } from './permission-hands.ts';

let server: TestServer;
let acme: Company;

before(async () => {
  server = await testServer();
  acme = await company(server);
});
after(() => server.stop());

const { fresh } = handsIn(() => acme);
const { group, act, ok, outcomes, dry, put } = groupHandsIn(() => acme);

const { params, own, customRole, groupBringing, mine, emailOf } = permissionHandsIn(() => acme);

test('G5: the database has the built-in roles as the rule book has them', async () => {
  const rows = await server.look<{ role: string; held: string[] }>(
    'select role, array_agg(permission order by permission) as held from built_in_permission group by role',
  );
  const held = Object.fromEntries(rows.map((row) => [row.role, row.held]));
  for (const role of roles) assert.deepEqual(held[role] ?? [], permissionsOf(role).toSorted(), role);
});

test('G2: what a member may do is all that their role, their own permissions, and their groups and those above bring', async () => {
  const { browser, id } = await fresh();
  const upper = await group();
  const lower = await group({ parent: upper });
  await ok(act(setGroupPermissions, [{ group_id: upper, permissions: ['audit.view'] }]));
  await ok(act(setGroupPermissions, [{ group_id: lower, permissions: ['sessions.view'] }]));
  await put(lower, id);
  await own(id, ['users.view']);
  const role = await customRole(['computers.enrol']);
  await ok(act(changeRoles, [{ member_id: id, role: 'member', custom_role_id: role }]));
  const all = ['users.view', 'computers.enrol', 'sessions.view', 'audit.view'];
  assert.deepEqual(await mine(browser), inOrder(all));
  assert.equal((await browser.call(listMembers, { params: params() })).status, 200);
  const told = await acme.holder.call(readPermissions, { params: { ...params(), member_id: id } });
  assert.deepEqual(
    [told.body['of_role'], told.body['own'], (told.body['inherited'] as object[]).length],
    [['computers.enrol'], ['users.view'], 2],
  );
  const row = (await rowOf(acme, await emailOf(id))) as unknown as { permissions: string[]; custom_role: object };
  assert.deepEqual(row.permissions, inOrder(all));
  await ok(act(moveUserGroups, [{ group_id: lower, parent_id: null }]));
  assert.deepEqual(await mine(browser), inOrder(['users.view', 'computers.enrol', 'sessions.view']));
});

test('G10: nobody gives a permission they lack, by whatever path, and nobody gives themselves any', async () => {
  const { browser, id } = await fresh();
  await own(id, MANAGES);
  const other = await fresh();
  const [bringing, plain] = [await group(), await group()];
  await ok(act(setGroupPermissions, [{ group_id: bringing, permissions: ['audit.view'] }]));
  const role = await customRole(['audit.view']);
  const paths: [Operation, object, string][] = [
    [setPermissions, { member_id: other.id, permissions: ['audit.view'] }, 'not-permitted'],
    [setPermissions, { member_id: id, permissions: [...MANAGES, 'audit.view'] }, 'not-yourself'],
    [changeRoles, { member_id: other.id, role: 'member', custom_role_id: role }, 'not-permitted'],
    [changeRoles, { member_id: other.id, role: 'admin' }, 'not-permitted'],
    [addGroupMembers, { group_id: bringing, member_id: other.id }, 'not-permitted'],
    [addGroupMembers, { group_id: plain, member_id: id }, 'not-yourself'],
    [setGroupPermissions, { group_id: plain, permissions: ['audit.view'] }, 'not-permitted'],
    [moveUserGroups, { group_id: plain, parent_id: bringing }, 'not-permitted'],
    [sendInvitation, { email: 'a@lack.test', language: 'en', permissions: ['audit.view'] }, 'not-permitted'],
    [sendInvitation, { email: 'b@lack.test', language: 'en', custom_role_id: role }, 'not-permitted'],
    [sendInvitation, { email: 'c@lack.test', language: 'en', user_group_ids: [bringing] }, 'not-permitted'],
  ];
  for (const [operation, item, code] of paths)
    assert.deepEqual(await outcomes(act(operation, [item], browser)), [code], operation.id + JSON.stringify(item));
  assert.deepEqual(await mine(other.browser), []);
  await ok(act(setPermissions, [{ member_id: other.id, permissions: ['users.view'] }], browser));
  assert.deepEqual(await mine(other.browser), ['users.view']);
});

test('G10: nobody acts on who holds a permission they lack, wherever that comes from', async () => {
  const manager = await fresh();
  await own(manager.id, MANAGES);
  const bringing = await group();
  await ok(act(setGroupPermissions, [{ group_id: bringing, permissions: ['audit.view'] }]));
  const byGroup = await fresh();
  await put(bringing, byGroup.id);
  const byOwn = await fresh();
  await own(byOwn.id, ['audit.view']);
  const byRole = await fresh();
  await ok(
    act(changeRoles, [{ member_id: byRole.id, role: 'member', custom_role_id: await customRole(['audit.view']) }]),
  );
  for (const { id: member_id } of [byGroup, byOwn, byRole])
    for (const [operation, more] of [
      [suspendMembers, {}],
      [deleteMembers, {}],
      [changeRoles, { role: 'member' }],
      [setPermissions, { permissions: [] }],
    ] as const)
      assert.deepEqual(await outcomes(act(operation, [{ member_id, ...more }], manager.browser)), ['stronger-member']);
  assert.deepEqual(await outcomes(act(deleteUserGroups, [{ group_id: bringing }], manager.browser)), [
    'stronger-member',
  ]);
});

test('G10: making roles is nobody’s to give, and only who manages roles makes them', async () => {
  assert.ok(!(grantablePermissions as readonly string[]).includes('roles.manage'));
  const { id } = await fresh();
  for (const [operation, item] of [
    [setPermissions, { member_id: id, permissions: ['roles.manage'] }],
    [setGroupPermissions, { group_id: await group(), permissions: ['roles.manage'] }],
  ] as const)
    assert.deepEqual(await outcomes(act(operation, [item])), ['invalid']);
  await assert.rejects(
    server.look(`insert into member_permission select account_id, id, 'roles.manage' from member where id = $1`, [id]),
    /member_is_given_no_roles/,
  );
  const made = (by: TestBrowser) =>
    by.call(createRole, { params: params(), body: { name: nextName('Role '), permissions: [] } });
  assert.equal((await made(acme.admin)).status, 403);
  assert.equal((await made(acme.superAdmin)).status, 200);
});

test('G5: a role is renamed and changed by version, told apart by name, and deleted: who had it is a Member', async () => {
  const { browser, id } = await fresh();
  const role = await customRole(['users.view'], 'Helpers');
  await ok(act(changeRoles, [{ member_id: id, role: 'member', custom_role_id: role }]));
  const again = await acme.holder.call(createRole, { params: params(), body: { name: 'HELPERS', permissions: [] } });
  assert.equal(outcomeOf(again), 'role-exists');
  const edit = (version: number) =>
    act(editRoles, [{ role_id: role, version, name: 'Helpers', permissions: ['users.view', 'audit.view'] }]);
  const gained = await dry(editRoles, [{ role_id: role, version: 1, name: 'x', permissions: ['audit.view'] }]);
  assert.deepEqual(
    gained.map(({ kind, change, total }) => [kind, change, total]),
    [
      ['manager', 'lost', 1],
      ['permission', 'lost', 1],
      ['manager', 'gained', 1],
      ['permission', 'gained', 1],
    ],
  );
  assert.deepEqual(tally(await atOnce(MANY, () => edit(1))), { ok: 1, stale: MANY - 1 });
  assert.deepEqual(await mine(browser), inOrder(['users.view', 'audit.view']));
  const { custom } = (await acme.holder.call(listRoles, { params: params() })).body as {
    custom: { id: string; members: number }[];
  };
  assert.equal(custom.find((one) => one.id === role)?.members, 1);
  await ok(act(deleteRoles, [{ role_id: role }]));
  assert.deepEqual(await mine(browser), []);
  assert.equal((await rowOf(acme, await emailOf(id)))?.role, 'member');
});

test('G5: an account has a limited number of roles, and says so', async () => {
  await server.look(
    `insert into custom_role (account_id, id, name, name_key, made_at)
     select $1, gen_random_uuid(), 'Many ' || g, 'many ' || g, now() from generate_series(1, $2 - (select count(*)::integer from custom_role where account_id = $1)) g`,
    [acme.accountId, MOST_ROLES],
  );
  const one = await acme.holder.call(createRole, { params: params(), body: { name: 'One more', permissions: [] } });
  assert.deepEqual([outcomeOf(one), one.body['maximum']], ['too-many-roles', MOST_ROLES]);
  await server.look(`delete from custom_role where name_key like 'many %'`);
});

test('G7: why somebody may do something agrees with what they may do, and who could give it holds it', async () => {
  const { browser, id } = await fresh();
  await own(id, ['users.view']);
  await put(await groupBringing(), id);
  const held = await mine(browser);
  for (const permission of permissions) {
    const told = await acme.admin.call(whyPermission, { params: { ...params(), member_id: id, permission } });
    assert.equal(told.body['holds'], held.includes(permission), permission);
    assert.equal((told.body['ways'] as object[]).length > 0, held.includes(permission), permission);
  }
  const asked = await acme.member.call(whyPermission, {
    params: { ...params(), member_id: id, permission: 'users.view' },
  });
  assert.equal(outcomeOf(asked), 'not-permitted');
  const could = await acme.admin.call(whyPermission, {
    params: { ...params(), member_id: id, permission: 'roles.manage' },
  });
  assert.equal((could.body['could_give'] as { count: number }).count, 2);
});
