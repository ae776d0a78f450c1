import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isOpenFor, kindOf, type OwnRequest } from './wish.ts';

const request: OwnRequest = {
  id: 'r1',
  computer: { id: 'c1', name: null },
  permission: null,
  unlock: false,
  note: '',
  made_at: '2026-01-01T00:00:00.000Z',
  state: 'open',
  ended_at: null,
  answer: '',
};

test('what is asked for has a name only where who reads it may know one (G11)', () => {
  assert.equal(kindOf(request), 'one');
  assert.equal(kindOf({ ...request, computer: { name: 'Desk 12' } }), 'computer');
  assert.equal(kindOf({ ...request, unlock: true }), 'unlock-one');
  assert.equal(kindOf({ ...request, unlock: true, computer: { name: 'Desk 12' } }), 'unlock');
  assert.equal(kindOf({ ...request, computer: null }), 'computers');
  assert.equal(kindOf({ ...request, computer: null, permission: 'audit.view' }), 'permission');
});

test('a request stands for the same thing as long as it waits (G11)', () => {
  assert.ok(isOpenFor({ computer_id: 'c1' }, request));
  assert.ok(!isOpenFor({ computer_id: 'c2' }, request));
  assert.ok(!isOpenFor({ computer_id: 'c1' }, { ...request, state: 'declined' }));
  assert.ok(!isOpenFor({ computer_id: 'c1', unlock: true }, request), 'coming in is not unlocking');
  assert.ok(!isOpenFor({ computer_id: 'c1' }, { ...request, unlock: true }));
  assert.ok(isOpenFor({ computer_id: 'c1', unlock: true }, { ...request, unlock: true }));
  assert.ok(!isOpenFor({}, request));
  assert.ok(isOpenFor({}, { ...request, computer: null }));
  assert.ok(!isOpenFor({}, { ...request, computer: null, permission: 'audit.view' }));
  assert.ok(isOpenFor({ permission: 'audit.view' }, { ...request, computer: null, permission: 'audit.view' }));
});
