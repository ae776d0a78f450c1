import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isHost, isPort, smtpUrlOf } from './smtp-url.ts';

const typed = { host: 'mail.example.com', port: '587', security: 'starttls', user: '', password: '' };

test('a mail server without a sign-in is an address without one', () => {
  assert.equal(smtpUrlOf(typed), 'smtp://mail.example.com:587');
});

test('any character may stand in user and password and comes back as it was typed', () => {
  const url = new URL(smtpUrlOf({ ...typed, user: 'ada@example.com', password: 'p@ss:w/ör%d#? ' }));
  assert.equal(decodeURIComponent(url.username), 'ada@example.com');
  assert.equal(decodeURIComponent(url.password), 'p@ss:w/ör%d#? ');
  assert.equal(url.host, 'mail.example.com:587');
});

test('without a port the usual one of the encryption is meant', () => {
  assert.equal(smtpUrlOf({ ...typed, port: '', security: 'tls' }), 'smtps://mail.example.com:465');
  assert.equal(smtpUrlOf({ ...typed, port: ' ' }), 'smtp://mail.example.com:587');
});

test('what is no port and no server name is noticed before it is sent', () => {
  assert.deepEqual(['', '25', '65535'].map(isPort), [true, true, true]);
  assert.deepEqual(['0', '65536', 'x', '5 8'].map(isPort), [false, false, false, false]);
  assert.deepEqual(['mail.example.com', '10.0.0.1', '[::1]', ' localhost '].map(isHost), [true, true, true, true]);
  assert.deepEqual(['', 'mail example', 'user@host', 'smtp://host', 'host/'].map(isHost), Array(5).fill(false));
});
