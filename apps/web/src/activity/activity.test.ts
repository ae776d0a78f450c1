import assert from 'node:assert/strict';
import { test } from 'node:test';
import { queryOf } from './activity.ts';

const noon = new Date(2026, 2, 10, 12).getTime();

test('U2: the activity is asked for by subject, by time, by who did it and by whom it concerns', () => {
  const chosen = { subject: ['member'], period: ['7'] };
  assert.deepEqual(queryOf(chosen, { actor: 'a', target: 't' }, noon), {
    act: 'member',
    from: new Date(2026, 2, 4).toISOString(),
    actor_id: 'a',
    target_id: 't',
  });
  assert.deepEqual(queryOf({ subject: [], period: [] }, {}, noon), {});
});

test('the same day asks the same question, so that the answer is remembered', () => {
  const chosen = { subject: [], period: ['1'] };
  assert.deepEqual(queryOf(chosen, {}, noon), queryOf(chosen, {}, noon + 3_600_000));
});
