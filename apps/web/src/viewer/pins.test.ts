import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pin, pinOf, unpin } from './pins.ts';

const hostKey = Buffer.alloc(32, 7).toString('base64url');

test('a computer’s key is remembered for each person and computer (C5)', () => {
  const store = shelf();
  assert.equal(pin({ personId: 'ada', computerId: 'one', hostKey }, store), true);
  assert.equal(pinOf('ada', 'one', store), hostKey);
  assert.equal(pinOf('ada', 'two', store), undefined);
  assert.equal(pinOf('ben', 'one', store), undefined);
  unpin('ada', 'one', store);
  assert.equal(pinOf('ada', 'one', store), undefined);
});

test('what is no key counts as none, and a store that is full is no fault', () => {
  const store = shelf();
  store.setItem('latchkey.pin.ada.one', 'rubbish');
  assert.equal(pinOf('ada', 'one', store), undefined);
  const full = { ...store, setItem: () => assert.fail('full') };
  assert.equal(pin({ personId: 'ada', computerId: 'one', hostKey }, full), false);
});

function shelf() {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
}
