import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isBreached } from '../../src/kit/breached.ts';

describe('the list of breached passwords', () => {
  it('has the common ones, whatever their case (A2)', () => {
    for (const password of ['password1', 'PassWord1', 'qwerty123', 'trustno1', 'abcd1234', '12345678']) {
      assert.ok(isBreached(password), password);
    }
  });

  it('does not have what nobody has used', () => {
    for (const password of ['', 'seven wet otters 4', 'vK9#mmQ2-tz', '__proto__', 'constructor']) {
      assert.ok(!isBreached(password), password);
    }
  });
});
