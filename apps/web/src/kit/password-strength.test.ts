import assert from 'node:assert/strict';
import { test } from 'node:test';
import { strengthOf } from './password-strength.ts';

test('before anything is typed the rule is said, as information and not as a fault (A2)', () => {
  assert.deepEqual(strengthOf(''), { level: 0, id: 'kit.password.rule', facts: { minimum: 8 } });
});

test('while it is too weak the screen says what the server would say (A2)', () => {
  assert.deepEqual(strengthOf('abc1'), { level: 1, id: 'refusal.password-too-short', facts: { minimum: 8 } });
  assert.equal(strengthOf('abcdefghij').id, 'refusal.password-too-simple');
});

test('what the server takes is enough, and a long one is good', () => {
  assert.equal(strengthOf('abcdefg1').level, 2);
  assert.equal(strengthOf('seven dwarves 7 hills').level, 3);
});
