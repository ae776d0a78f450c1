import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSettled, nextStep, stepsOf } from './steps.ts';

const nothingDone = { mail: false, invite: false, computer: false, connect: false };

test('a new account starts with its name given; mail comes first for the operator (N2)', () => {
  const steps = stepsOf({ first_steps: nothingDone }, true);
  assert.deepEqual(
    steps.map(({ key, isDone }) => [key, isDone]),
    [
      ['company', true],
      ['mail', false],
      ['invite', false],
      ['computer', false],
      ['connect', false],
    ],
  );
  assert.equal(nextStep(steps), 'mail');
});

test('who is not the operator goes on to inviting and asks for mail', () => {
  const steps = stepsOf({ first_steps: nothingDone }, false);
  assert.equal(nextStep(steps), 'invite');
  assert.equal(isSettled(steps), false);
});

test('once everything is done the steps are gone', () => {
  const steps = stepsOf({ first_steps: { mail: true, invite: true, computer: true, connect: true } }, true);
  assert.equal(nextStep(steps), undefined);
  assert.equal(isSettled(steps), true);
});

test('a plain member is shown no steps', () => {
  assert.deepEqual(stepsOf({ first_steps: null }, false), []);
});

test('once somebody is invited a computer is added, and then connected to', () => {
  const invited = { ...nothingDone, mail: true, invite: true };
  assert.equal(nextStep(stepsOf({ first_steps: invited }, false)), 'computer');
  assert.equal(nextStep(stepsOf({ first_steps: { ...invited, computer: true } }, false)), 'connect');
});
