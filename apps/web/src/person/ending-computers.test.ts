import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endingsOf } from './ending-computers.ts';

test('P13: of what ends with a membership only what there is is told', () => {
  assert.deepEqual(endingsOf({ computers: 0, access_codes: 0, sessions: 0 }), []);
  assert.deepEqual(endingsOf({ computers: 2, access_codes: 3, sessions: 0 }), [
    { key: 'computers', count: 2 },
    { key: 'access_codes', count: 3 },
  ]);
});
