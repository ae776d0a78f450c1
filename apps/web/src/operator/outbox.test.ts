import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kindOf, linkIn, stateBadge } from './outbox.ts';

test('the link of a waiting mail is found in its text, so that the operator can hand it over (O1)', () => {
  const text =
    'See the invitation\n\nAddress:\nhttps://latchkey.example.com/invitation#018f.1.AbC_-9\n\nThe link is yours.';
  assert.equal(linkIn(text), 'https://latchkey.example.com/invitation#018f.1.AbC_-9');
});

test('a mail without a secret link has none to hand over', () => {
  assert.equal(linkIn('Your password was changed. See https://latchkey.example.com/help.'), undefined);
});

test('a mail of a kind this page does not know is a notice', () => {
  assert.equal(kindOf({ kind: 'invitation' }), 'operator.outbox.kind.invitation');
  assert.equal(kindOf({ kind: 'brand_new' }), 'operator.outbox.kind.other');
});

test('a mail that no server takes stands out from one that merely waits', () => {
  assert.equal(stateBadge({ state: 'no_mail_server' }).tone, 'warn');
  assert.equal(stateBadge({ state: 'waiting' }).tone, 'info');
});
