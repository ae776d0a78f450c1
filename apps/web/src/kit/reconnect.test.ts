import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changeIn, delayOf } from './reconnect.ts';

test('the wait doubles with each failure and ends at half a minute', () => {
  assert.deepEqual(
    [0, 1, 2, 3, 4, 5, 50].map((failures) => delayOf(failures, 1)),
    [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000],
  );
});

test('the wait is spread, so that a restarted server is not met by every tab at once', () => {
  assert.equal(delayOf(3, 0), 4000);
  assert.equal(delayOf(3, 0.5), 6000);
});

test('news names the noun that changed', () => {
  assert.equal(changeIn('{"changed":"member","ids":["a"]}'), 'member');
});

test('what is not news is not listened to', () => {
  assert.equal(changeIn('{"ids":[]}'), undefined);
  assert.equal(changeIn('not json'), undefined);
  assert.equal(changeIn('null'), undefined);
  assert.equal(changeIn(new ArrayBuffer(2)), undefined);
});
