import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keepNotBrought, recallNotBrought } from './not-brought.ts';

test('I10: what an invitation could not bring is said in the profile it led into, until it was read', () => {
  const store = tab();
  keepNotBrought(store, 'acme', ['groups', 'role']);
  assert.deepEqual(recallNotBrought(store, 'acme'), ['role', 'groups']);
  assert.deepEqual(recallNotBrought(store, 'beta'), []);
  keepNotBrought(store, 'acme', []);
  assert.deepEqual(recallNotBrought(store, 'acme'), []);
});

test('what nobody can read, or a browser that keeps nothing, says nothing', () => {
  for (const text of ['', 'null', '7', '{}', '["seats"]']) {
    const store = tab();
    store.setItem('latchkey.not-brought.acme', text);
    assert.deepEqual(recallNotBrought(store, 'acme'), [], text);
  }
  keepNotBrought(undefined, 'acme', ['access']);
  assert.deepEqual(recallNotBrought(undefined, 'acme'), []);
  keepNotBrought({ ...tab(), setItem: () => assert.fail('full') }, 'acme', ['access']);
});

function tab() {
  const kept = new Map<string, string>();
  return {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
    removeItem: (name: string) => void kept.delete(name),
  };
}
