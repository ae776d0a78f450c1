import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lookAgainAfter } from './patience.ts';

test('what was just started is looked at every few seconds for a minute, then more rarely', () => {
  assert.equal(lookAgainAfter(0), 1500);
  assert.equal(lookAgainAfter(30_000), 3000);
  assert.equal(lookAgainAfter(60_000), 20_000);
  assert.equal(lookAgainAfter(3_600_000), 20_000);
});
