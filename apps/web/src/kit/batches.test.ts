import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hiddenAfter, hiddenIn, shownOf, unnamedOf, workedOf, type Batch } from './batches.ts';

test('a job under way is shown whatever was hidden, what came of one until it is hidden', () => {
  const jobs = [job('a', 'running'), job('b', 'done'), job('c', 'stopped')];
  const shown = shownOf(jobs, new Set(['a', 'b']));
  assert.deepEqual(
    shown.map(({ id }) => id),
    ['a', 'c'],
  );
});

test('what was hidden is remembered as long as the server tells of it', () => {
  const jobs = [job('b', 'done'), job('c', 'done')];
  const text = hiddenAfter(hiddenIn('old b'), 'c', jobs);
  assert.deepEqual([...hiddenIn(text)], ['b', 'c']);
  assert.equal(hiddenIn(undefined).size, 0);
});

test('refused lines are worked through, too', () => {
  assert.equal(workedOf({ done: 7, refused: 3 }), 10);
});

test('of many refused for one reason the first are named and the rest counted', () => {
  const first = [{ member_id: 'm', computer_id: null, name: 'Ada' }];
  assert.equal(unnamedOf({ code: 'not-yourself', count: 1, first }), 0);
  assert.equal(unnamedOf({ code: 'stronger-member', count: 12, first }), 11);
});

function job(id: string, state: Batch['state']): Batch {
  const counts = { total: 10, done: 0, refused: 0, refusals: [] };
  return { id, about: 'member', act: 'suspend', state, ...counts, made_at: '2026-01-01T00:00:00.000Z', ended_at: null };
}
