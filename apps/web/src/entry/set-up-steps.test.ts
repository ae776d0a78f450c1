import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setUp } from '@latchkey/contract/operator';
import { problemsOfRefusal } from '../kit/problem.ts';
import { noMailServer } from '../kit/smtp.ts';
import { bodyOf, renamed, stepOf, steps, type SetUpValues } from './set-up-steps.ts';

const values: SetUpValues = {
  ...noMailServer,
  code: 'ABCD',
  name: 'Anna Berg',
  email: 'anna@example.com',
  password: 'correct horse 1',
  company_name: 'Acme',
  mail: 'now',
  host: 'mail.example.com',
  sender: 'latchkey@example.com',
};

test('what the wizard collects is what the contract takes', () => {
  assert.equal(setUp.body.safeParse(bodyOf(values, 'en')).error, undefined);
});

test('without a mail server nothing is sent of one', () => {
  assert.equal(bodyOf({ ...values, mail: 'later' }, 'fr').mail, null);
});

test('every field of the wizard is asked for in exactly one step', () => {
  const asked = steps.flatMap(({ fields }) => [...fields]);
  assert.deepEqual(asked.toSorted(), Object.keys(values).toSorted());
});

test('a refusal at the end leads back to the step it is about', () => {
  assert.equal(stepAfter({ code: 'password-breached' }), 'you');
  assert.equal(stepAfter({ code: 'set-up-code-spent' }), 'code');
  assert.equal(stepAfter({ code: 'mail-server-refused', problem: 'name_unknown', quote: null }), 'mail');
  assert.equal(stepAfter({ code: 'invalid', problems: [{ path: 'mail.mail_from', problem: 'email' }] }), 'mail');
  assert.equal(stepAfter({ code: 'busy' }), 'summary');
});

function stepAfter(refusal: Parameters<typeof problemsOfRefusal>[0]) {
  return stepOf(Object.keys(problemsOfRefusal(refusal, values, renamed).fields));
}
