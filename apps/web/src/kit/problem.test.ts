import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setUp } from '@latchkey/contract/operator';
import { signIn } from '@latchkey/contract/person';
import { fieldOf, problemsOfIssues, problemsOfRefusal } from './problem.ts';

test("the contract's own schema finds the faulty field before anything is sent", () => {
  const values = { email: 'anna@', password: 'secret' };
  const { fields, whole } = problemsOfIssues(issuesOf(values), values);
  assert.deepEqual(fields, { email: { id: 'problem.email' } });
  assert.equal(whole, undefined);
});

test('an empty field is said to be missing, not to be malformed', () => {
  const values = { email: '', password: 'secret' };
  assert.deepEqual(problemsOfIssues(issuesOf(values), values).fields, { email: { id: 'problem.required' } });
});

test('what is too long is said to be too long', () => {
  const values = { email: 'anna@example.com', password: 'x'.repeat(1001) };
  assert.deepEqual(problemsOfIssues(issuesOf(values), values).fields, { password: { id: 'problem.too-long' } });
});

test("the server's problems stand beside their fields, the first of a field wins", () => {
  const refusal = {
    code: 'invalid' as const,
    problems: [
      { path: 'email', problem: 'email' },
      { path: 'email', problem: 'too-long' },
    ],
  };
  const { fields, whole } = problemsOfRefusal(refusal, { email: 'x', password: 'y' });
  assert.deepEqual(fields, { email: { id: 'problem.email' } });
  assert.equal(whole, undefined);
});

test('a problem of a field that the form does not have is said of the whole form', () => {
  const refusal = { code: 'invalid' as const, problems: [{ path: 'language', problem: 'invalid' }] };
  assert.deepEqual(problemsOfRefusal(refusal, { email: 'x' }).whole, refusal);
});

test('a problem whose word is not known is still shown beside its field', () => {
  const refusal = { code: 'invalid' as const, problems: [{ path: 'email', problem: 'from-the-future' }] };
  assert.deepEqual(problemsOfRefusal(refusal, { email: 'x' }).fields, { email: { id: 'problem.invalid' } });
});

test('a weak password and a wrong set-up code are said beside their fields, with their facts', () => {
  assert.deepEqual(problemsOfRefusal({ code: 'password-too-short', minimum: 8 }, { password: 'x' }).fields, {
    password: { id: 'refusal.password-too-short', facts: { minimum: 8 } },
  });
  assert.deepEqual(problemsOfRefusal({ code: 'set-up-code-wrong', tries_left: 9 }, { code: 'x' }).fields, {
    code: { id: 'refusal.set-up-code-wrong', facts: { tries_left: 9 } },
  });
});

test('any other refusal is said of the whole form', () => {
  const refusal = { code: 'wrong-sign-in' as const };
  assert.deepEqual(problemsOfRefusal(refusal, { email: 'x', password: 'y' }), { fields: {}, whole: refusal });
});

test('a path finds its renamed field, or the field above it', () => {
  assert.equal(fieldOf('mail.smtp_url', ['host', 'sender'], { 'mail.smtp_url': 'host' }), 'host');
  assert.equal(fieldOf('items.0.email', ['items']), 'items');
  assert.equal(fieldOf('items.0.email', ['note']), undefined);
});

test('a part of the body that the screen composed is shown where the person typed it', () => {
  const parsed = setUp.body.shape.mail.safeParse({ smtp_url: 'nonsense', mail_from: 'a@example.com' });
  const issues = (parsed.error?.issues ?? []).map((issue) => ({ ...issue, path: ['mail', ...issue.path] }));
  const { fields } = problemsOfIssues<'host' | 'sender'>(
    issues,
    { host: 'x', sender: 'y' },
    { 'mail.smtp_url': 'host' },
  );
  assert.deepEqual(fields, { host: { id: 'problem.smtp-url' } });
});

function issuesOf(values: { email: string; password: string }) {
  return signIn.body.safeParse(values).error?.issues ?? [];
}

test('a wrong password stands beside the present one where a new one is asked for, too', () => {
  const refusal = { code: 'wrong-password' } as const;
  const change = problemsOfRefusal(refusal, { current_password: 'x', password: 'y' });
  assert.deepEqual(Object.keys(change.fields), ['current_password']);
  assert.deepEqual(Object.keys(problemsOfRefusal(refusal, { password: 'x' }).fields), ['password']);
});

test('a mail server that is refused is said beside its name, with its own words as a quote', () => {
  const refusal = { code: 'mail-server-refused', problem: 'sign_in_refused', quote: '535 5.7.8 no' } as const;
  const { fields, whole } = problemsOfRefusal(refusal, { host: 'smtp.example.com' }, { smtp_url: 'host' });
  assert.deepEqual(fields, { host: { id: 'mail-problem.sign_in_refused', quote: '535 5.7.8 no' } });
  assert.equal(whole, undefined);
  const silent = problemsOfRefusal({ ...refusal, quote: null }, { host: '' }, { smtp_url: 'host' });
  assert.deepEqual(silent.fields, { host: { id: 'mail-problem.sign_in_refused' } });
});
