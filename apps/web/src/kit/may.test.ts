import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listUserGroups } from '@latchkey/contract/group';
import { changeRoles, listMembers } from '@latchkey/contract/member';
import { me } from '@latchkey/contract/person';
import {
  hasNoGroupsLeft,
  heldAnywhere,
  howFar,
  mayCall,
  mayDo,
  nothingMine,
  ownComputerGroups,
  ownUserGroups,
  type Mine,
} from './may.ts';

const sales = { id: 'sales', name: 'Sales' };
const office = { id: 'office', name: 'Office' };
const manager: Mine = {
  permissions: ['audit.view'],
  limits: { permissions: ['users.view', 'users.manage'], user_groups: [sales], computer_groups: null },
};
const admin: Mine = { permissions: ['users.view', 'users.manage'], limits: null };

test('G5: what somebody may do is for the whole account, inside their groups, or not', () => {
  assert.equal(howFar(manager, 'audit.view'), 'wholly');
  assert.equal(howFar(manager, 'users.manage'), 'inside');
  assert.equal(howFar(manager, 'computers.manage'), 'not');
  assert.equal(howFar(nothingMine, 'users.view'), 'not');
  assert.deepEqual(heldAnywhere(manager), ['users.view', 'users.manage', 'audit.view']);
  assert.deepEqual([mayDo(manager, 'users.view'), mayDo(manager, 'groups.manage')], [true, false]);
});

test('what somebody holds for the whole account is not limited by a role that holds it inside groups', () => {
  const both: Mine = { ...manager, permissions: ['users.view'] };
  assert.equal(howFar(both, 'users.view'), 'wholly');
  assert.equal(ownUserGroups(both, 'users.view'), undefined);
  assert.deepEqual(ownUserGroups(both, 'users.manage'), [sales]);
});

test('inside limits only those calls are made that are open there', () => {
  assert.deepEqual(
    [listMembers, listUserGroups].map((one) => mayCall(manager, one)),
    [true, true],
  );
  assert.equal(mayCall(manager, changeRoles), false);
  assert.equal(mayCall(admin, changeRoles), true);
  assert.equal(mayCall(nothingMine, listMembers), false);
  assert.equal(mayCall(nothingMine, me), true);
});

test('the groups that somebody looks after are those of the side that is limited', () => {
  const technician: Mine = {
    permissions: [],
    limits: { permissions: ['computers.manage', 'sessions.view'], user_groups: null, computer_groups: [office] },
  };
  assert.deepEqual(ownComputerGroups(technician, 'computers.manage'), [office]);
  assert.equal(ownUserGroups(technician, 'sessions.view'), undefined);
  assert.equal(ownUserGroups(manager, 'groups.manage'), undefined);
});

test('who looked after groups that are all gone may do nothing there any more', () => {
  const held = ['users.view' as const, 'computers.manage' as const, 'sessions.view' as const];
  const limits = { permissions: held, user_groups: [], computer_groups: [office] };
  const left: Mine = { permissions: [], limits };
  assert.deepEqual(heldAnywhere(left), ['computers.manage']);
  assert.deepEqual([hasNoGroupsLeft(left), hasNoGroupsLeft(manager), hasNoGroupsLeft(admin)], [true, false, false]);
});
