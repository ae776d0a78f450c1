import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isOpen, statesOf } from './computer-state.ts';

const active = { status: 'active', online: true, needs_code: false, locked: false } as const;

test('C3: a computer is online or offline, and everything that keeps people out of it is said', () => {
  assert.deepEqual(statesOf(active), ['online']);
  assert.deepEqual(statesOf({ ...active, online: false, needs_code: true }), ['offline', 'needs_code']);
  assert.deepEqual(statesOf({ ...active, locked: true, quarantined: true }), ['online', 'quarantined', 'locked']);
});

test('C1: what waits for approval is nothing else yet', () => {
  assert.deepEqual(statesOf({ ...active, status: 'waiting', needs_code: true }), ['waiting']);
});

test('G4: only what one reaches is open to one', () => {
  assert.equal(isOpen({ ...active, reached: true }), true);
  assert.equal(isOpen({ ...active, reached: false }), false);
  assert.equal(isOpen({ ...active, reached: true, locked: true }), false);
});
