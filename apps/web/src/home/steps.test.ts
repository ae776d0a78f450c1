import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSettled, nextStep, stepsOf } from './steps.ts';

test('a new account starts with its name given; mail comes first for the operator (N2)', () => {
  const steps = stepsOf({ first_steps: { mail: false, invite: false } }, true);
  assert.deepEqual(
    steps.map(({ key, isDone }) => [key, isDone]),
    [
      ['company', true],
      ['mail', false],
      ['invite', false],
    ],
  );
  assert.equal(nextStep(steps), 'mail');
});

test('who is not the operator goes on to inviting and asks for mail', () => {
  const steps = stepsOf({ first_steps: { mail: false, invite: false } }, false);
  assert.equal(nextStep(steps), 'invite');
  assert.equal(isSettled(steps), false);
});

test('once everything is done the steps are gone', () => {
  const steps = stepsOf({ first_steps: { mail: true, invite: true } }, true);
  assert.equal(nextStep(steps), undefined);
  assert.equal(isSettled(steps), true);
});

test('a plain member is shown no steps', () => {
  assert.deepEqual(stepsOf({ first_steps: null }, false), []);
});
