import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hindrance } from './computer.ts';

const active = { status: 'active', online: true, needs_code: false, locked: false } as const;

test('a computer that is there and has a code can be connected to, any other says why not', () => {
  assert.equal(hindrance(active), undefined);
  assert.equal(hindrance({ ...active, online: false }), 'computers.hindered.offline');
  assert.equal(hindrance({ ...active, online: false, locked: true }), 'computers.hindered.locked');
  assert.equal(hindrance({ ...active, status: 'waiting' }), 'computers.hindered.waiting');
});
