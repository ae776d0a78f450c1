import assert from 'node:assert/strict';
import { test } from 'node:test';
import { distance } from './distance.ts';

const DAY = 86_400_000;

test('two weeks that began a moment ago are 14 days, not 13', () => {
  assert.deepEqual(distance(14 * DAY - 5000), { value: 14, unit: 'day' });
  assert.deepEqual(distance(5000 - 14 * DAY), { value: -14, unit: 'day' });
});

test('what rounds to a whole of the next unit is told in that unit', () => {
  assert.deepEqual(distance(59_700), { value: 1, unit: 'minute' });
  assert.deepEqual(distance(-59.6 * 60_000), { value: -1, unit: 'hour' });
  assert.deepEqual(distance(-23.7 * 3_600_000), { value: -1, unit: 'day' });
});

test('an instant is now, however many years are years', () => {
  assert.deepEqual(distance(-300), { value: 0, unit: 'second' });
  assert.deepEqual(distance(-1500 * DAY), { value: -4, unit: 'year' });
});
