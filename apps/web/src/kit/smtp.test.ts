import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setMail } from '@latchkey/contract/operator';
import { noMailServer, problemsOfMailServer, smtpUrlOf } from './smtp.ts';

const server = {
  ...noMailServer,
  host: 'mail.example.com',
  user: 'latchkey',
  smtp_password: 'secret',
  sender: 'l@example.com',
};

test('a mail server with sign-in becomes one address, with the usual port', () => {
  assert.equal(smtpUrlOf(server), 'smtp://latchkey:secret@mail.example.com:587');
  assert.equal(smtpUrlOf({ ...server, security: 'tls' }), 'smtps://latchkey:secret@mail.example.com:465');
  assert.equal(smtpUrlOf({ ...server, port: '2525' }), 'smtp://latchkey:secret@mail.example.com:2525');
});

test('without a user there is no sign-in', () => {
  assert.equal(smtpUrlOf({ ...server, user: '', smtp_password: '' }), 'smtp://mail.example.com:587');
});

test('whatever is in user and password comes out of the address as it was typed', () => {
  const odd = { ...server, user: 'anna@example.com', smtp_password: "p@ss/w:rd?#% é'!" };
  const url = new URL(smtpUrlOf(odd));
  assert.equal(decodeURIComponent(url.username), odd.user);
  assert.equal(decodeURIComponent(url.password), odd.smtp_password);
  assert.equal(url.hostname, 'mail.example.com');
  assert.ok(setMail.body.safeParse({ smtp_url: smtpUrlOf(odd), mail_from: 'a@example.com' }).success);
});

test('an IPv6 address is put in brackets', () => {
  assert.equal(smtpUrlOf({ ...noMailServer, host: '::1', port: '25' }), 'smtp://[::1]:25');
});

test('a missing host, a port that is none and half a sign-in are said beside their fields', () => {
  assert.deepEqual(problemsOfMailServer(noMailServer), { host: { id: 'problem.required' } });
  assert.deepEqual(problemsOfMailServer({ ...server, host: 'smtp://mail' }), { host: { id: 'kit.smtp.host.problem' } });
  assert.deepEqual(problemsOfMailServer({ ...server, port: '70000' }), { port: { id: 'kit.smtp.port.problem' } });
  assert.deepEqual(problemsOfMailServer({ ...server, smtp_password: '' }), {
    smtp_password: { id: 'problem.required' },
  });
  assert.deepEqual(problemsOfMailServer({ ...server, user: ' ' }), { user: { id: 'problem.required' } });
  assert.deepEqual(problemsOfMailServer(server), {});
});
