import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changesOf, droppedIn } from './activity.ts';

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
