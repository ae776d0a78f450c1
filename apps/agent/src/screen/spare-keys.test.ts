import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  borrow,
  MOST_BORROWED,
  placeFor,
  RESTS_MS,
  stillBorrowed,
  symbolsFor,
  used,
  type SpareKeys,
} from './spare-keys.ts';

const SPARE = [250, 249];

test('a symbol goes to a half that is free, then to a key that nobody borrowed, then in place of the one used longest ago', () => {
  let keys: SpareKeys = [];
  const put = (level: 0 | 1, keysym: number, now: number): number => {
    const place = placeFor(keys, SPARE, level);
    assert.ok(place);
    keys = borrow(keys, place.keycode, level, { keysym, at: now });
    return place.keycode;
  };
  assert.deepEqual([put(0, 1, 10), put(1, 2, 20), put(0, 3, 30), put(1, 4, 40)], [250, 250, 249, 249]);
  assert.deepEqual(symbolsFor(keys, 250), [1, 2]);
  keys = used(keys, 250, 1, 50);
  assert.deepEqual(placeFor(keys, SPARE, 0), { keycode: 249, at: 30 + RESTS_MS });
  assert.deepEqual(placeFor(keys, SPARE, 1), { keycode: 250, at: 20 + RESTS_MS });
});

test('a keyboard without a key to spare lends none, and one with many lends some', () => {
  assert.equal(placeFor([], [], 0), undefined);
  let keys: SpareKeys = [];
  const many = Array.from({ length: 200 }, (_, index) => 8 + index);
  for (let keysym = 1; keysym < 500; keysym++) {
    const place = placeFor(keys, many, 0);
    assert.ok(place);
    keys = borrow(keys, place.keycode, 0, { keysym, at: keysym });
  }
  assert.equal(keys.length, MOST_BORROWED);
});

test('a key that somebody else has changed meanwhile is no longer ours to give back', () => {
  const keys = borrow(borrow([], 250, 0, { keysym: 1, at: 0 }), 249, 1, { keysym: 2, at: 0 });
  const now = new Map([
    [250, [0x61, 0x41]],
    [249, [0, 2]],
  ]);
  const left = stillBorrowed(keys, (keycode) => now.get(keycode) ?? []);
  assert.deepEqual(
    left.map(({ keycode }) => keycode),
    [249],
  );
});
