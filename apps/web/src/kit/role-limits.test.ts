import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  goneIn,
  heldWithin,
  limitsOf,
  MANAGER,
  missingIn,
  noLimits,
  sidesOf,
  wantedLimits,
  type Limits,
} from './role-limits.ts';

const sales = { id: 'sales', label: 'Sales' };
const inSales: Limits = { users: [sales], computers: null };
const inOffice: Limits = { users: null, computers: [{ id: 'office', label: 'Office' }] };
const inBoth: Limits = { ...inOffice, users: [sales] };

test('G5: what can’t be limited so is not in a limited role, and comes back when the limits go', () => {
  const chosen = ['users.view', 'computers.manage', 'sessions.view', 'audit.view'] as const;
  assert.deepEqual(heldWithin(chosen, noLimits), chosen);
  assert.deepEqual(heldWithin(chosen, inSales), ['users.view', 'sessions.view']);
  assert.deepEqual(heldWithin(chosen, inOffice), ['computers.manage', 'sessions.view']);
  assert.deepEqual(heldWithin(chosen, inBoth), ['users.view', 'computers.manage', 'sessions.view']);
});

test('G5: each permission counts inside the limits that it knows', () => {
  assert.deepEqual(sidesOf('users.manage', inBoth), ['users']);
  assert.deepEqual(sidesOf('computers.manage', inBoth), ['computers']);
  assert.deepEqual(sidesOf('sessions.end', inBoth), ['users', 'computers']);
  assert.deepEqual(sidesOf('access.grant', inSales), ['users']);
  assert.deepEqual(sidesOf('users.manage', noLimits), []);
});

test('a group manager can be limited to user groups with all they hold', () => {
  assert.deepEqual(heldWithin(MANAGER, inSales), MANAGER);
});

test('limits without groups are asked for, unless their groups are gone and nobody changes that', () => {
  const nobody: Limits = { users: [], computers: null };
  assert.deepEqual(missingIn(nobody), ['users']);
  assert.deepEqual(missingIn(nobody, inSales), ['users']);
  assert.deepEqual(missingIn(nobody, nobody), []);
  assert.deepEqual(missingIn(inSales), []);
  assert.deepEqual(goneIn(limitsOf({ user_groups: [], computer_groups: null })), ['users']);
  assert.deepEqual(goneIn(limitsOf({ user_groups: null, computer_groups: null })), []);
});

test('an edit sends the limits that were changed and leaves the others as they are', () => {
  assert.deepEqual(wantedLimits(inSales), { user_group_ids: ['sales'] });
  assert.deepEqual(wantedLimits(inBoth, inSales), { computer_group_ids: ['office'] });
  assert.deepEqual(wantedLimits(noLimits, inSales), { user_group_ids: null });
  assert.deepEqual(
    wantedLimits(inSales, limitsOf({ user_groups: [{ id: 'sales', name: 'Sales' }], computer_groups: null })),
    {},
  );
  assert.deepEqual(wantedLimits({ users: [], computers: null }, { users: [], computers: null }), {});
});
