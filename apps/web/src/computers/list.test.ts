import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listStateOf } from '../kit/list-state.ts';
import { computersList, queryOf, sortAfter, whoseIn } from './list.ts';

const GROUP = '018f0000-0000-7000-8000-000000000001';

test('what is searched, chosen and in which order is asked of the server (N1, C3)', () => {
  const address = { search: 'desk', sort: '-last_seen', state: 'online,locked', mine: 'true', group: GROUP };
  assert.deepEqual(queryOf({ ...listStateOf(computersList, address), ...whoseIn(address) }), {
    search: 'desk',
    state: ['online', 'locked'],
    mine: 'true',
    group_id: GROUP,
    sort: 'last_seen',
    order: 'desc',
  });
});

test('a bare address asks for every computer by name', () => {
  assert.deepEqual(queryOf({ ...listStateOf(computersList, {}), ...whoseIn({}) }), { sort: 'name', order: 'asc' });
});

test('an address that names no group or owner narrows to none, and “none” is a group', () => {
  assert.deepEqual(whoseIn({ group: 'none', owner: 'Ada' }), { group: 'none', owner: undefined });
  assert.deepEqual(whoseIn({ group: 7 }), { group: undefined, owner: undefined });
});

test('of moments the latest come first, of names the first', () => {
  const bare = { ...listStateOf(computersList, {}), ...whoseIn({}) };
  assert.deepEqual(sortAfter(bare, 'last_seen'), { by: 'last_seen', descending: true });
  assert.deepEqual(sortAfter(bare, 'name'), { by: 'name', descending: true });
  assert.equal(sortAfter(bare, 'os'), undefined);
});
