import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isPressed, type Press } from './shortcut.ts';

test('a key alone is a shortcut only without Ctrl, Alt and the like; how it is typed does not matter', () => {
  assert.ok(isPressed('/', press('/')));
  // On many keyboards a slash is typed with shift.
  assert.ok(isPressed('/', press('/', { shiftKey: true })));
  assert.ok(!isPressed('/', press('/', { ctrlKey: true })));
  assert.ok(!isPressed('/', press('/', { altKey: true })));
  assert.ok(!isPressed('/', press('?')));
});

test('Ctrl-K and ⌘K are the same shortcut, whatever caps lock says', () => {
  assert.ok(isPressed('mod+k', press('k', { ctrlKey: true })));
  assert.ok(isPressed('mod+k', press('K', { metaKey: true })));
  assert.ok(!isPressed('mod+k', press('k')));
});

test('what browsers and desktops do with more keys at once stays theirs', () => {
  assert.ok(!isPressed('mod+k', press('k', { ctrlKey: true, shiftKey: true })));
  assert.ok(!isPressed('mod+k', press('k', { ctrlKey: true, altKey: true })));
  assert.ok(!isPressed('mod+k', press('k', { ctrlKey: true, metaKey: true })));
});

function press(key: string, held: Partial<Press> = {}): Press {
  return { key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held };
}
