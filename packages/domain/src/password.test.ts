import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { PASSWORD_MAXIMUM, refusePassword, STANDARD_MINIMUM } from './password.ts';

test('A2: eight characters with a letter and a digit that nobody leaked are enough', () => {
  assert.equal(refusePassword('abcdefg1', false), undefined);
});

test('A2: too short, too simple and leaked passwords are refused, each with what to do about it', () => {
  assert.deepEqual(refusePassword('abcdef1', false), { code: 'password-too-short', minimum: 8 });
  assert.deepEqual(refusePassword('abcdefgh', false), { code: 'password-too-simple' });
  assert.deepEqual(refusePassword('12345678', false), { code: 'password-too-simple' });
  assert.deepEqual(refusePassword('password1', true), { code: 'password-breached' });
});

test('A2: a password too long to hash is refused with the longest that may be', () => {
  assert.deepEqual(refusePassword(`1${'a'.repeat(200)}`, false), { code: 'password-too-long', maximum: 200 });
  assert.equal(refusePassword(`1${'a'.repeat(199)}`, false), undefined);
});

test('A2: lengths are counted in characters as people see them typed, not in halves of them', () => {
  assert.deepEqual(refusePassword('a1😀😀😀', false), { code: 'password-too-short', minimum: 8 });
  assert.equal(refusePassword(`a1${'😀'.repeat(198)}`, false), undefined);
});

test('A2: letters and digits of every script count', () => {
  assert.equal(refusePassword('пароль٣٤٥', false), undefined);
});

test('A2: whatever passes has the length, a letter and a digit', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 250 }), fc.boolean(), (password, breached) => {
      if (refusePassword(password, breached)) return;
      const length = Array.from(password).length;
      assert.ok(length >= STANDARD_MINIMUM && length <= PASSWORD_MAXIMUM);
      assert.match(password, /\p{L}/u);
      assert.match(password, /\p{N}/u);
      assert.ok(!breached);
    }),
  );
});
