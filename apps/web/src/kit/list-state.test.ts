import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { addressOfList, changedAddress, isNarrowed, listStateOf, nextSort } from './list-state.ts';

const users = {
  sorts: ['name', 'last_entered_at'],
  filters: { status: ['invited', 'active', 'suspended'], role: ['admin', 'member'] },
} as const;

describe('how a list stands is in the address, so that Back returns to it as it was left (N1)', () => {
  test('an address says what is searched, chosen and in which order', () => {
    const state = listStateOf(users, { search: ' ada ', sort: '-last_entered_at', status: 'active,invited' });
    assert.deepEqual(state, {
      search: 'ada',
      sort: { by: 'last_entered_at', descending: true },
      filters: { status: ['invited', 'active'], role: [] },
    });
  });

  test('a bare address is the whole list in its own order', () => {
    const state = listStateOf(users, {});
    assert.deepEqual(state, { search: '', sort: undefined, filters: { status: [], role: [] } });
    assert.equal(isNarrowed(state), false);
    assert.deepEqual(addressOfList(state), {});
  });

  test('what nobody understands is left out', () => {
    const state = listStateOf(users, { sort: 'password', status: ['active'], role: 'admin,king', search: { a: 1 } });
    assert.deepEqual(state, { search: '', sort: undefined, filters: { status: [], role: ['admin'] } });
    assert.equal(listStateOf(users, { search: 'x'.repeat(500) }).search.length, 100);
  });

  test('digits are a search, too', () => {
    assert.equal(listStateOf(users, { search: 2026 }).search, '2026');
  });

  test('what is read from an address leads to the same address', () => {
    const address = { search: 'ada', sort: '-name', status: 'invited,active' };
    assert.deepEqual(addressOfList(listStateOf(users, address)), address);
  });

  test('a list without filters or orders has only its search', () => {
    assert.deepEqual(listStateOf({}, { search: 'x', sort: 'name' }), { search: 'x', sort: undefined, filters: {} });
  });

  test('a change leaves the rest of the list and of the page as it is', () => {
    const address = { result: true, search: 'ada', status: 'active' };
    assert.deepEqual(changedAddress(users, address, { search: '' }), { result: true, status: 'active' });
    assert.deepEqual(changedAddress(users, address, { filters: { status: [], role: ['member'] } }), {
      result: true,
      search: 'ada',
      role: 'member',
    });
  });
});

test('a list is narrowed by a search or a choice, not by its order', () => {
  assert.equal(isNarrowed(listStateOf(users, { search: 'a' })), true);
  assert.equal(isNarrowed(listStateOf(users, { role: 'admin' })), true);
  assert.equal(isNarrowed(listStateOf(users, { sort: 'name' })), false);
});

test('pressing a column orders by it, pressing it again turns the order round', () => {
  const first = nextSort(undefined, 'name');
  assert.deepEqual(first, { by: 'name', descending: false });
  assert.deepEqual(nextSort(first, 'name'), { by: 'name', descending: true });
  assert.deepEqual(nextSort(first as { by: string; descending: boolean }, 'last_entered_at', 'descending'), {
    by: 'last_entered_at',
    descending: true,
  });
});
