import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newKeys } from './once.ts';

test('a second click and a retry without an answer carry the key of the first', () => {
  const keys = counting();
  assert.equal(keys.keyFor({ email: 'a' }), 'key 1');
  assert.equal(keys.keyFor({ email: 'a' }), 'key 1');
});

test('another body is another act', () => {
  const keys = counting();
  keys.keyFor({ email: 'a' });
  assert.equal(keys.keyFor({ email: 'b' }), 'key 2');
});

test('after an answer the same body is a new act, because what it met may have changed', () => {
  const keys = counting();
  keys.keyFor({ email: 'a' });
  keys.answered();
  assert.equal(keys.keyFor({ email: 'a' }), 'key 2');
});

function counting() {
  let count = 0;
  return newKeys(() => `key ${(count += 1)}`);
}
