import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changesOf } from './activity.ts';

test('U2: what changed is told with what it was before', () => {
  const row = { before: { status: 'active', role: 'admin' }, after: { status: 'suspended', extra: 1 } };
  assert.deepEqual(changesOf(row), [{ field: 'status', from: 'active', to: 'suspended' }]);
  assert.deepEqual(changesOf({ before: null, after: {} }), []);
});
