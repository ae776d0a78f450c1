import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hindrance, statesOf } from './computer.ts';

const active = { status: 'active', online: true, needs_code: false, locked: false } as const;

test('C3: a computer is online or offline, and everything that keeps people out of it is said', () => {
  assert.deepEqual(statesOf(active), ['online']);
  assert.deepEqual(statesOf({ ...active, online: false, needs_code: true }), ['offline', 'needs_code']);
  assert.deepEqual(statesOf({ ...active, locked: true, quarantined: true }), ['online', 'quarantined', 'locked']);
});

test('C1: what waits for approval is nothing else yet', () => {
  assert.deepEqual(statesOf({ ...active, status: 'waiting', needs_code: true }), ['waiting']);
});

test('a computer that is there and has a code can be connected to, any other says why not', () => {
  assert.equal(hindrance(active), undefined);
  assert.equal(hindrance({ ...active, online: false }), 'computers.hindered.offline');
  assert.equal(hindrance({ ...active, online: false, locked: true }), 'computers.hindered.locked');
  assert.equal(hindrance({ ...active, status: 'waiting' }), 'computers.hindered.waiting');
});
