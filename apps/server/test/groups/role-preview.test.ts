import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { previewBatch } from '@latchkey/contract/batch';
import { changeRoles, deleteMembers, reinstateMembers, suspendMembers } from '@latchkey/contract/member';
import { deleteRoles, editRoles } from '@latchkey/contract/role';
import { createToken } from '@latchkey/contract/token';
import type { Permission } from '@latchkey/domain/role';
import { type Company, company } from '../people.ts';
import { TestBrowser, testServer, type TestServer } from '../server.ts';
import { crowdOf, fleetOf } from '../operations/batches.ts';
import { freshCode, freshGroup as freshComputerGroup } from '../operations/computer-samples.ts';
import { handsIn } from '../operations/computer-hands.ts';
import { assertNoTrace, tracesOf } from '../operations/traces.ts';
import { type Consequence, groupHandsIn } from './group-hands.ts';
import { inviteInto } from './invited.ts';
import { keeperOf } from './keeper-hands.ts';
import { LOOKS_AFTER, managerOf } from './manager-hands.ts';
import { permissionHandsIn } from './permission-hands.ts';

let server: TestServer;
let acme: Company;

before(async () => {
  server = await testServer();
  acme = await company(server);
});
after(() => server.stop());

const { group, act, ok, dry, put, somebodyIn } = groupHandsIn(() => acme);
const { nobodys, nameOf } = handsIn(() => acme);
const { customRole, own } = permissionHandsIn(() => acme);

type Wanted = { permissions?: Permission[]; user_group_ids?: string[] | null; computer_group_ids?: string[] | null };

/** A role as an edit names it. */
async function edited(role_id: string, wanted: Wanted): Promise<object[]> {
  const [role] = await server.look<{ name: string; version: number; permissions: Permission[] }>(
    `select name, version, array(select permission from custom_role_permission p where p.role_id = r.id) as permissions
       from custom_role r where id = $1`,
    [role_id],
  );
  return [{ role_id, ...role, ...wanted }];
}

async function foreseen(role_id: string, wanted: Wanted, by?: TestBrowser): Promise<Record<string, string[]>> {
  return said(await dry(editRoles, await edited(role_id, wanted), by));
}

async function namesOf(table: string, ids: string[]): Promise<string[]> {
  const rows = await server.look<{ name: string }>(`select name from ${table} where id = any ($1)`, [ids]);
  return rows.map(({ name }) => name).toSorted();
}

test('G8: narrowing a role says who may do less, what, in which user groups and for whom, and changes nothing', async () => {
  const [one, two] = [await group(), await group()];
  const low = await group({ parent: two });
  const manager = await managerOf(acme, [one, two]);
  const [stays, goes, below, both] = [
    await somebodyIn(one),
    await somebodyIn(two),
    await somebodyIn(low),
    await somebodyIn(one, low),
  ];
  const traces = await tracesOf(server);
  const lost = await foreseen(manager.role_id, { user_group_ids: [one] });
  await assertNoTrace(server, traces, 'a dry run');
  assert.deepEqual(lost, {
    'lost manager': [manager.name],
    'lost extent': LOOKS_AFTER.toSorted(),
    'lost user-group': await namesOf('user_group', [two, low]),
    // Who is in both is seen as before, and nothing is done to them any more.
    'lost managed-user': [goes.name, below.name, both.name].toSorted(),
  });
  await ok(act(editRoles, await edited(manager.role_id, { user_group_ids: [one] })));
  const gained = await foreseen(manager.role_id, { user_group_ids: [one, two] });
  assert.deepEqual(gained['gained managed-user'], lost['lost managed-user']);
  assert.deepEqual(gained['gained user-group'], lost['lost user-group']);
  const other = await foreseen(manager.role_id, { user_group_ids: [low] });
  assert.deepEqual(
    [other['lost user-group'], other['gained user-group']].flat(),
    await namesOf('user_group', [one]).then(async (names) => [...names, ...(await namesOf('user_group', [low]))]),
  );
  assert.ok(other['lost managed-user']?.includes(stays.name));
  assert.deepEqual(await foreseen(manager.role_id, { user_group_ids: [one] }), {});
});

test('G8: a limit that is given takes the rest of the account, and one that is taken away gives it', async () => {
  const team = await group();
  const { name: inside } = await somebodyIn(team);
  const { id, name } = await somebodyIn();
  const role = await customRole(['users.view', 'users.manage']);
  await ok(act(changeRoles, [{ member_id: id, role: 'member', custom_role_id: role }]));
  const [counted] = await server.look<{ users: number }>(
    `select count(*)::integer as users from member where account_id = $1 and status <> 'removed'`,
    [acme.accountId],
  );
  const users = counted?.users ?? 0;
  const given = await dry(editRoles, await edited(role, { user_group_ids: [team] }));
  assert.deepEqual(said(given)['lost manager'], [name]);
  assert.deepEqual(said(given)['lost extent'], ['users.manage', 'users.view']);
  const left = given.find(({ kind }) => kind === 'managed-user');
  assert.equal(left?.total, users - 1);
  assert.ok(!left.first50.some(({ label }) => label === inside));
  await ok(act(editRoles, await edited(role, { user_group_ids: [team] })));
  const taken = await dry(editRoles, await edited(role, { user_group_ids: null }));
  assert.deepEqual(
    taken.map(({ change, kind, total }) => `${change} ${kind} ${total}`).filter((line) => !line.includes('group')),
    ['gained manager 1', 'gained extent 2', `gained managed-user ${users - 1}`],
  );
});

test('G8: what a limited role holds less or besides counts where it is limited, for users and for computers', async () => {
  const [team, site, other] = [await group(), await freshComputerGroup(acme), await freshComputerGroup(acme)];
  const { name } = await somebodyIn(team);
  const computer = await nobodys({ group_id: site });
  await nobodys({ group_id: other });
  const keeper = await keeperOf(acme, { computers: [site], users: [team] }, ['access.grant', 'computers.manage']);
  const all = { 'lost manager': [keeper.name], 'lost managed-computer': [await nameOf(computer)] };
  assert.deepEqual(await foreseen(keeper.role_id, { permissions: ['computers.manage'] }), {
    ...all,
    'lost permission': ['access.grant'],
    'lost user-group': await namesOf('user_group', [team]),
    'lost managed-user': [name],
    'lost computer-group': await namesOf('computer_group', [site]),
  });
  const besides = await foreseen(keeper.role_id, { permissions: ['access.grant', 'computers.manage', 'users.view'] });
  assert.deepEqual(besides, {
    'gained manager': [keeper.name],
    'gained permission': ['users.view'],
    'gained user-group': await namesOf('user_group', [team]),
    'gained managed-user': [name],
  });
  const both = await foreseen(keeper.role_id, { permissions: ['access.grant'], computer_group_ids: [other] });
  assert.deepEqual(both['lost permission'], ['computers.manage']);
  assert.deepEqual(both['lost extent'], ['access.grant']);
  assert.deepEqual(both['gained computer-group'], await namesOf('computer_group', [other]));
});

test('G8: who holds it for the whole account otherwise neither gains nor loses, and a role that nobody has takes nothing', async () => {
  const [one, two] = [await group(), await group()];
  await somebodyIn(two);
  const manager = await managerOf(acme, [one, two], ['users.view', 'groups.manage']);
  await own(manager.id, ['users.view', 'groups.manage']);
  assert.deepEqual(await foreseen(manager.role_id, { user_group_ids: [one] }), {});
  await own(manager.id, ['users.view']);
  assert.deepEqual((await foreseen(manager.role_id, { user_group_ids: [one] }))['lost extent'], ['groups.manage']);
  const unused = await customRole(['users.view']);
  assert.deepEqual(await foreseen(unused, { user_group_ids: [one] }), {});
});

test('G8: taking a limited role from somebody, giving it and giving another says for whom it counts', async () => {
  const [one, two] = [await group(), await group()];
  const [first, second] = [await somebodyIn(one), await somebodyIn(two)];
  const [manager, other] = [await managerOf(acme, [one]), await managerOf(acme, [two])];
  const given = (id: string, custom_role_id: string | null) =>
    dry(changeRoles, [{ member_id: id, role: 'member', custom_role_id }]).then(said);
  const taken = {
    'lost permission': LOOKS_AFTER.toSorted(),
    'lost user-group': await namesOf('user_group', [one]),
    'lost managed-user': [first.name],
  };
  assert.deepEqual(await given(manager.id, null), taken);
  assert.deepEqual(await given(manager.id, other.role_id), {
    'lost extent': LOOKS_AFTER.toSorted(),
    'gained extent': LOOKS_AFTER.toSorted(),
    'lost user-group': taken['lost user-group'],
    'lost managed-user': [first.name],
    'gained user-group': await namesOf('user_group', [two]),
    'gained managed-user': [second.name],
  });
  assert.deepEqual((await given(second.id, manager.role_id))['gained managed-user'], [first.name]);
  assert.deepEqual(said(await dry(deleteRoles, [{ role_id: manager.role_id }])), {
    'lost manager': [manager.name],
    ...taken,
  });
  for (const operation of [suspendMembers, deleteMembers])
    assert.deepEqual(said(await dry(operation, [{ member_id: manager.id }]))['lost managed-user'], [first.name]);
  await ok(act(suspendMembers, [{ member_id: manager.id }]));
  const back = said(await dry(reinstateMembers, [{ member_id: manager.id }]));
  assert.deepEqual(back['gained managed-user'], [first.name]);
});

test('G8, G10: what ends with a narrowed role is told and ends: invitations and codes outside, jobs and tokens with nothing left', async () => {
  const [one, two] = [await group(), await group()];
  const [site, other] = [await freshComputerGroup(acme), await freshComputerGroup(acme)];
  const manager = await managerOf(acme, [one, two]);
  await inviteInto(acme, [one], { by: manager.browser, name: 'Kept' });
  await inviteInto(acme, [two], { by: manager.browser, name: 'Lost' });
  const ended = ['invitation', 'code', 'job', 'token'].map((kind) => `lost ${kind}`);
  const ending = (told: Record<string, string[]>) =>
    Object.fromEntries(Object.entries(told).filter(([key]) => ended.includes(key)));
  assert.deepEqual(ending(await foreseen(manager.role_id, { user_group_ids: [one] })), {
    'lost invitation': ['Lost'],
  });
  const keeper = await keeperOf(acme, { computers: [site, other] });
  for (const group_id of [site, other]) await freshCode(acme, { kind: 'deployment', group_id }, keeper.browser);
  const moved = await foreseen(keeper.role_id, { computer_group_ids: [site] });
  assert.deepEqual(ending(moved), { 'lost code': await namesOf('computer_group', [other]) });
  const token = { name: 'Of a manager', kind: 'personal', scopes: ['users.view'], expires_in_days: 9 };
  await ok(manager.browser.call(createToken, { params: { account_id: acme.accountId }, body: token }));
  await jobOf(manager.id);
  assert.deepEqual(ending(await foreseen(manager.role_id, { permissions: [] })), {
    'lost invitation': ['Kept', 'Lost'],
    'lost token': ['Of a manager'],
    'lost job': ['suspend'],
  });
  assert.deepEqual(ending(await foreseen(manager.role_id, { permissions: ['users.view', 'users.manage'] })), {});
  const told = said(await dry(suspendMembers, [{ member_id: manager.id }]));
  assert.deepEqual(told['lost job'], ['suspend']);
});

test('P9: a built-in role given to all that match says which permissions of their own roles go, and which jobs', async () => {
  const team = await group();
  const manager = await managerOf(acme, [team], ['users.view', 'users.manage']);
  await own(manager.id, ['users.view']);
  await put(team, manager.id);
  await jobOf(manager.id);
  const body = { act: 'change-role', role: 'member', filter: { group_id: team } };
  const { body: told } = await ok(acme.holder.call(previewBatch, { params: { account_id: acme.accountId }, body }));
  assert.deepEqual(said(told['consequences'] as Consequence[]), {
    'lost permission': ['users.manage'],
    'lost job': ['suspend'],
  });
});

test('G11: who sees no users is told how many, and no names', async () => {
  const [one, two] = [await group(), await group()];
  await somebodyIn(two);
  const manager = await managerOf(acme, [one, two]);
  const body = {
    name: 'Roles only',
    kind: 'personal',
    scopes: ['roles.manage', ...LOOKS_AFTER.slice(1)],
    expires_in_days: 1,
  };
  const { body: made } = await ok(acme.superAdmin.call(createToken, { params: { account_id: acme.accountId }, body }));
  const answer = await new TestBrowser(server).call(editRoles, {
    params: { account_id: acme.accountId },
    query: { dry_run: 'true' },
    body: { items: await edited(manager.role_id, { permissions: ['groups.manage'], user_group_ids: [one] }) },
    headers: { authorization: `Bearer ${String(made['token'])}` },
  });
  // Nobody takes what they lack, so the whole is refused to such a token.
  assert.deepEqual(answer.body['consequences'], []);
});

test('G8: a role of thousands over thousands is foreseen in one go', async () => {
  const team = await group();
  const role = await customRole(['users.view', 'computers.manage', 'access.grant']);
  await crowdOf(acme, 'Many', 3000);
  await fleetOf(acme, 'Many', 3000);
  await server.look(`update member set role_id = $1 where account_id = $2 and name like 'Many %'`, [
    role,
    acme.accountId,
  ]);
  const given = await dry(
    editRoles,
    await edited(role, { permissions: ['users.view', 'access.grant'], user_group_ids: [team] }),
  );
  const totalOf = (kind: string) => given.find((one) => one.kind === kind)?.total ?? 0;
  assert.equal(totalOf('manager'), 3000);
  assert.ok(totalOf('managed-user') > 3000);
  assert.equal(given.find(({ kind }) => kind === 'managed-user')?.first50.length, 50);
});

/** A job under way, which nobody works on. */
async function jobOf(member_id: string): Promise<void> {
  await server.look(
    `insert into batch (account_id, id, member_id, act, state, total, made_at) values ($1, gen_random_uuid(), $2, 'suspend', 'running', 9, now())`,
    [acme.accountId, member_id],
  );
}

function said(consequences: Consequence[]): Record<string, string[]> {
  return Object.fromEntries(
    consequences.map(({ change, kind, first50 }) => [
      `${change} ${kind}`,
      first50.map(({ label }) => label).toSorted(),
    ]),
  );
}
