import assert from 'node:assert/strict';
import { test } from 'node:test';
import { obstacleOf } from './obstacle.ts';

const ready = { status: 'active', online: true, needs_code: false, locked: false, reached: true, quarantined: false };

test('what keeps somebody out of a computer is said before they type a code (C3, C12, S5)', () => {
  assert.equal(obstacleOf(ready), undefined);
  assert.equal(obstacleOf({ ...ready, status: 'waiting', online: false }), 'viewer.waiting');
  assert.equal(obstacleOf({ ...ready, reached: false }), 'viewer.not-reached');
  assert.equal(obstacleOf({ ...ready, needs_code: true, online: false }), 'refusal.computer-needs-code');
  assert.equal(obstacleOf({ ...ready, locked: true }), 'refusal.computer-locked');
  assert.equal(obstacleOf({ ...ready, online: false }), 'refusal.computer-offline');
  assert.equal(obstacleOf({ ...ready, quarantined: true, locked: true }), 'refusal.computer-quarantined');
});
