import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changesOf, limitsIn, droppedIn } from './activity.ts';

test('U2: what changed is told with what it was before', () => {
  const row = { before: { status: 'active', role: 'admin' }, after: { status: 'suspended', extra: 1 } };
  assert.deepEqual(changesOf(row), [{ field: 'status', from: 'active', to: 'suspended' }]);
  assert.deepEqual(changesOf({ before: null, after: {} }), []);
});

test('I10: a row of an acceptance says what the invitation could not bring', () => {
  assert.deepEqual(droppedIn({ after: { status: 'active', groups: 'dropped' } }), ['groups']);
  assert.deepEqual(droppedIn({ after: { access: 'dropped', groups: 'dropped' } }), ['access', 'groups']);
  assert.deepEqual(droppedIn({ after: { role: 'dropped', permissions: 'dropped' } }), ['role', 'permissions']);
  assert.deepEqual(droppedIn({ after: { access: 'all', role: 'member' } }), []);
  assert.deepEqual(droppedIn({ after: null }), []);
});

test('G5: of a role it says to how many groups it was limited, where that changed', () => {
  const made = { act: 'role.create', before: null, after: { user_group_ids: ['a', 'b'], computer_group_ids: null } };
  assert.deepEqual(limitsIn(made), [{ side: 'users', count: 2 }]);
  const before = { user_group_ids: ['a', 'b'], computer_group_ids: null };
  const edited = { act: 'role.edit', before, after: { user_group_ids: null, computer_group_ids: ['c'] } };
  assert.deepEqual(limitsIn(edited), [
    { side: 'users', count: 0 },
    { side: 'computers', count: 1 },
  ]);
  assert.deepEqual(limitsIn({ act: 'role.edit', before, after: { user_group_ids: ['b', 'a'] } }), []);
  assert.deepEqual(limitsIn({ act: 'role.edit', before, after: { name: 'Sales' } }), []);
});
