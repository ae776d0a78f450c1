import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OpenRequest } from '../kit/wish.ts';
import { answerable, itemsOf } from './requests.ts';

const named: OpenRequest = {
  id: 'r1',
  member: { id: 'm1', name: 'Grace', email: 'grace@acme.test' },
  computer: { id: 'c1', name: 'Desk 12' },
  permission: null,
  unlock: false,
  note: '',
  made_at: '2026-01-01T00:00:00.000Z',
};
const any: OpenRequest = { ...named, id: 'r2', computer: null };
const nothing = { groups: [], computers: [] };

test('who asks for computers without naming one is granted by itself, with what was chosen (G11)', () => {
  assert.deepEqual(answerable({ answer: 'granted', requests: [named, any] }), [named]);
  assert.deepEqual(answerable({ answer: 'declined', requests: [named, any] }), [named, any]);
  assert.deepEqual(answerable({ answer: 'granted', requests: [any] }), [any]);
  assert.equal(itemsOf({ answer: 'granted', requests: [any] }, '', nothing), undefined);
  assert.deepEqual(itemsOf({ answer: 'granted', requests: [any] }, 'Hi', { groups: [{ id: 'g1' }], computers: [] }), [
    { request_id: 'r2', answer: 'granted', note: 'Hi', group_ids: ['g1'], computer_ids: [] },
  ]);
});

test('declining needs no choice, and what was chosen before goes with nothing that was named (G11)', () => {
  const chosen = { groups: [], computers: [{ id: 'c2' }] };
  assert.deepEqual(itemsOf({ answer: 'declined', requests: [named, any] }, 'No', nothing), [
    { request_id: 'r1', answer: 'declined', note: 'No' },
    { request_id: 'r2', answer: 'declined', note: 'No' },
  ]);
  assert.deepEqual(itemsOf({ answer: 'granted', requests: [named] }, '', chosen), [
    { request_id: 'r1', answer: 'granted', note: '' },
  ]);
});
