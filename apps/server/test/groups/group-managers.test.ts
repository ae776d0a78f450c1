import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  addGroupMembers,
  createUserGroup,
  deleteUserGroups,
  listUserGroups,
  moveUserGroups,
  removeGroupMembers,
  renameUserGroup,
  setGroupAccess,
} from '@latchkey/contract/group';
import { previewInvitation, resendInvitation, sendInvitation, withdrawInvitation } from '@latchkey/contract/invitation';
import {
  changeRoles,
  deleteMembers,
  reinstateMembers,
  sendReset,
  signOutMembers,
  suspendMembers,
} from '@latchkey/contract/member';
import type { Operation } from '@latchkey/contract/operation';
import { createRole, setGroupPermissions, setPermissions } from '@latchkey/contract/role';
import { uuidv7 } from '../../src/kit/secrets.ts';
import { freshComputer, freshGroup as freshComputerGroup, nextName } from '../operations/computer-samples.ts';
import { outcomeOf } from '../operations/crowd.ts';
import { type Company, company } from '../people.ts';
import { testServer, type TestServer } from '../server.ts';
import { groupHandsIn } from './group-hands.ts';
import { act, groupsOf, inviteInto, invitee, ok, opens } from './invited.ts';
import { give, LOOKS_AFTER, type Manager, managerOf, outcomes, told } from './manager-hands.ts';

let server: TestServer;
let acme: Company;
let above: string;
let top: string;
let below: string;
let beside: string;
let manager: Manager;

before(async () => {
  server = await testServer();
  acme = await company(server);
  above = await group({ name: 'Above' });
  top = await group({ name: 'Top', parent: above });
  below = await group({ name: 'Below', parent: top });
  beside = await group({ name: 'Beside', parent: above });
  manager = await managerOf(acme, [top]);
});
after(() => server.stop());

const { group, put, somebodyIn } = groupHandsIn(() => acme);
const theirs = (operation: Operation, items: object[]) => outcomes(acme, manager.browser, operation, items);
const ghost = uuidv7(new Date());

test('G11: a manager acts on members who are in their groups alone; who is in another too reaches further, and others are not found', async () => {
  const both = await somebodyIn(below, beside);
  const outside = await somebodyIn(beside);
  for (const operation of [suspendMembers, reinstateMembers, sendReset, signOutMembers, deleteMembers]) {
    const { id } = await somebodyIn(below);
    if (operation === reinstateMembers) await ok(act(acme, suspendMembers, [{ member_id: id }]));
    const items = [id, both.id, outside.id, ghost].map((member_id) => ({ member_id }));
    assert.deepEqual(await theirs(operation, items), ['ok', 'reaches-further', 'not-found', 'not-found'], operation.id);
  }
  const inGroup = { group_id: below };
  const { id } = await somebodyIn(top);
  const items = [id, both.id, outside.id, ghost].map((member_id) => ({ ...inGroup, member_id }));
  for (const operation of [addGroupMembers, removeGroupMembers])
    assert.deepEqual(await theirs(operation, items), ['ok', 'reaches-further', 'not-found', 'not-found'], operation.id);
});

test('G10, G11: two managers by one role can’t act on each other, nor a manager on themselves', async () => {
  const other = await managerOf(acme, [top]);
  await give(acme, other.id, manager.role_id);
  const shared = await group({ parent: top });
  for (const { id } of [other, manager]) await put(shared, id);
  const both = [other, manager].map(({ id: member_id }) => ({ member_id }));
  for (const operation of [suspendMembers, signOutMembers, deleteMembers])
    assert.deepEqual(await theirs(operation, both), ['stronger-member', 'not-yourself'], operation.id);
  const parted = both.map((one) => ({ ...one, group_id: shared }));
  assert.deepEqual(await theirs(removeGroupMembers, parted), ['stronger-member', 'not-yourself']);
});

test('I1, G11: a manager invites into their groups only, and learns of addresses outside only that these reach further', async () => {
  const inside = await somebodyIn(below);
  const outside = await somebodyIn(beside);
  const at = (name: string) => ({ ...invitee([below]), email: `${name.toLowerCase()}@example.test` });
  const items = [
    invitee([below]),
    invitee([]),
    invitee([above]),
    invitee([below, beside]),
    invitee([ghost]),
    at(inside.name),
    at(outside.name),
    { ...invitee([below]), role: 'admin' },
    { ...invitee([below]), permissions: ['users.view'] },
    { ...invitee([below]), custom_role_id: manager.role_id },
    { ...invitee([below]), custom_role_id: ghost },
  ];
  const expected = [
    'ok',
    'reaches-further',
    'not-found',
    'not-found',
    'not-found',
    'already-a-member',
    'reaches-further',
  ];
  assert.deepEqual(await theirs(sendInvitation, items), [
    ...expected,
    'not-permitted',
    'not-permitted',
    'not-found',
    'not-found',
  ]);
  const body = { ...invitee([]), user_group_ids: undefined };
  assert.equal(outcomeOf(await manager.browser.call(previewInvitation, { params: params(), body })), 'ok');
  for (const operation of [resendInvitation, withdrawInvitation]) {
    const one = await inviteInto(acme, [below], { by: manager.browser });
    const two = await inviteInto(acme, [below, beside]);
    const three = await inviteInto(acme, [beside]);
    const lines = [one, two, three].map(({ member_id }) => ({ member_id }));
    assert.deepEqual(await theirs(operation, lines), ['ok', 'reaches-further', 'not-found'], operation.id);
  }
});

function params() {
  return { account_id: acme.accountId };
}

test('G5, G11: a manager makes, renames, moves and deletes groups below theirs, and nothing at or above the top', async () => {
  const make = (parent_id: string | null) => {
    const body = { name: nextName('Team '), parent_id };
    return told(manager.browser.call(createUserGroup, { params: params(), body }));
  };
  const { group_id: made } = (await make(top)) as { group_id: string };
  assert.deepEqual(await Promise.all([make(null), make(above), make(beside), make(ghost)]), [
    'reaches-further',
    ...Array.from({ length: 3 }, () => 'not-found'),
  ]);
  const rename = (group_id: string, name: string) => {
    const body = { version: 1, name };
    return told(manager.browser.call(renameUserGroup, { params: { ...params(), group_id }, body }));
  };
  assert.deepEqual(await rename(made, 'Renamed'), { version: 2 });
  assert.equal(await rename(made, 'Below'), 'stale');
  // A name that is taken outside is nothing a manager may find out.
  assert.deepEqual([await rename(top, 'Beside'), await rename(top, 'Free')], ['reaches-further', 'reaches-further']);
  assert.deepEqual([await rename(above, 'Free'), await rename(ghost, 'Free')], ['not-found', 'not-found']);
  const moves = [
    { group_id: made, parent_id: below },
    { group_id: made, parent_id: null },
    { group_id: made, parent_id: above },
    { group_id: top, parent_id: below },
    { group_id: beside, parent_id: below },
  ];
  assert.deepEqual(await theirs(moveUserGroups, moves), [
    'ok',
    'reaches-further',
    'not-found',
    'reaches-further',
    'not-found',
  ]);
  const gone = [made, top, above, ghost].map((group_id) => ({ group_id }));
  assert.deepEqual(await theirs(deleteUserGroups, gone), ['ok', 'reaches-further', 'not-found', 'not-found']);
});

test('G4, G10: a manager opens computers to groups of theirs, and raises nobody above themselves', async () => {
  const computer_ids = [await freshComputer(acme, { kind: 'deployment', needs_approval: false })];
  const open = (group_id: string, by = manager) =>
    outcomes(acme, by.browser, setGroupAccess, [{ group_id, kind: 'chosen', computer_ids, group_ids: [] }]);
  assert.deepEqual([await open(below), await open(above), await open(ghost)], [['ok'], ['not-found'], ['not-found']]);
  const own = await managerOf(acme, [top]);
  const mine = await group({ parent: top });
  await put(mine, own.id);
  assert.deepEqual(await open(mine, own), ['own-reach']);
});

test('G4, G11: who may give only some groups of computers changes nothing where others are open', async () => {
  const [site, elsewhere] = [await freshComputerGroup(acme), await freshComputerGroup(acme)];
  const inSite = await freshComputer(acme, { kind: 'deployment', needs_approval: false, group_id: site });
  const hidden = await freshComputer(acme, { kind: 'deployment', needs_approval: false, group_id: elsewhere });
  const [one, two] = [await group({ parent: top }), await group({ parent: top })];
  await opens(acme, two, [hidden]);
  const limited = await managerOf(acme, [top]);
  const body = { name: nextName('Role '), permissions: LOOKS_AFTER, user_group_ids: [top], computer_group_ids: [site] };
  const made = await ok(acme.holder.call(createRole, { params: params(), body }));
  await give(acme, limited.id, String(made.body['role_id']));
  const open = (group_id: string, computer_ids: string[], group_ids: string[] = []) => {
    const item = { group_id, kind: 'chosen', computer_ids, group_ids };
    return outcomes(acme, limited.browser, setGroupAccess, [item]);
  };
  assert.deepEqual(await open(one, [inSite], [site]), ['ok']);
  assert.deepEqual(
    [await open(one, [hidden]), await open(one, [ghost]), await open(one, [], [elsewhere])],
    [['not-found'], ['not-found'], ['not-found']],
  );
  assert.deepEqual(await open(two, [inSite]), ['reaches-further']);
  assert.deepEqual(await outcomes(acme, limited.browser, setGroupAccess, [{ group_id: one, kind: 'all' }]), [
    'reaches-further',
  ]);
});

test('G10: a manager gives no permissions and no roles, and what is not open to them is not permitted', async () => {
  const { id: member_id } = await somebodyIn(below);
  const closed = [
    [setPermissions, { member_id, permissions: [] }],
    [changeRoles, { member_id, role: 'member' }],
    [setGroupPermissions, { group_id: below, permissions: [] }],
  ] as const;
  for (const [operation, item] of closed)
    assert.equal((await act(acme, operation, [item], manager.browser)).body['code'], 'not-permitted', operation.id);
});

test('G5, G11: a manager whose groups are all gone sees and changes nothing', async () => {
  const only = await group();
  const lost = await managerOf(acme, [only]);
  const { id: member_id } = await somebodyIn(only);
  await ok(act(acme, deleteUserGroups, [{ group_id: only }]));
  assert.deepEqual(await told(lost.browser.call(listUserGroups, { params: params() })), { items: [] });
  assert.deepEqual(await outcomes(acme, lost.browser, suspendMembers, [{ member_id }]), ['not-found']);
  assert.deepEqual(await outcomes(acme, lost.browser, sendInvitation, [invitee([]), invitee([top])]), [
    'reaches-further',
    'not-found',
  ]);
  assert.deepEqual(await groupsOf(acme, member_id), []);
});
