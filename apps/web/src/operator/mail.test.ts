import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noMailServer } from '../kit/smtp.ts';
import { startOf } from './mail.ts';

test('changing the mail server starts from the one in use', () => {
  const mail = { server: 'smtps://mail.example.com:465', from: 'latchkey@example.com', set_by: 'screen' } as const;
  assert.deepEqual(startOf(mail), {
    ...noMailServer,
    host: 'mail.example.com',
    port: '465',
    security: 'tls',
    sender: 'latchkey@example.com',
  });
});

test('without a mail server the fields are empty', () => {
  assert.deepEqual(startOf({ server: null, from: null, set_by: 'nobody' }), noMailServer);
});
