import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pause, pauseMs } from './pause.ts';

const none = { retryAfter: null };

test('a caller waits as long as Retry-After says', () => {
  assert.equal(pauseMs({ status: 429, retryAfter: '7' }, 1, 0), 7000);
  assert.equal(pauseMs({ status: 503, retryAfter: '0' }, 3, 1), 0);
});

test('nobody waits in silence for more than a minute', () => {
  assert.equal(pauseMs({ status: 429, retryAfter: '60' }, 1, 0), 60_000);
  assert.equal(pauseMs({ status: 429, retryAfter: '61' }, 1, 0), undefined);
  assert.equal(pauseMs({ status: 503, ...none }, 30, 1), 60_000);
});

test('too many attempts without a time to come back are not tried again', () => {
  assert.equal(pauseMs({ status: 429, ...none }, 1, 0), undefined);
  assert.equal(pauseMs({ status: 429, retryAfter: 'Sun, 22 Nov 2026 10:00:00 GMT' }, 1, 0), undefined);
});

test('what passes by itself is tried again at growing and scattered distances', () => {
  for (const status of [502, 503, 504, undefined]) {
    const pauses = [1, 2, 3].map((made) => pauseMs({ status, ...none }, made, 0));
    assert.deepEqual(pauses, [500, 1000, 2000]);
    assert.equal(pauseMs({ status, ...none }, 1, 1), 750);
  }
});

test('what would fail again in the same way is not tried again', () => {
  for (const status of [200, 400, 401, 403, 404, 409, 410, 421, 422, 500])
    assert.equal(pauseMs({ status, retryAfter: '1' }, 1, 0), undefined, String(status));
});

test('a pause ends at once when the call is given up', async () => {
  const stop = new AbortController();
  const pausing = pause(600_000, stop.signal);
  stop.abort(new Error('enough'));
  await assert.rejects(pausing, /enough/);
  await assert.rejects(pause(600_000, stop.signal), /enough/);
});
