import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyDraft, inviteeOf, nextDraft, previewOf, rolesToGive, senderOf } from './invite.ts';

test('only roles the inviter may give are offered, the harmless one first (G10)', () => {
  assert.deepEqual(rolesToGive('holder'), ['member', 'admin', 'super_admin']);
  assert.deepEqual(rolesToGive('admin'), ['member']);
});

test('a page starts with a plain member, invited in the language of the inviter', () => {
  assert.deepEqual(emptyDraft('fr'), { email: '', name: '', language: 'fr', role: 'member', note: '' });
});

test('after an invitation the next one keeps language, role and note', () => {
  const sent = { email: 'a@example.com', name: 'A', language: 'de', role: 'admin', note: 'Hello' } as const;
  assert.deepEqual(nextDraft(sent), { ...sent, email: '', name: '' });
});

test('the mail is shown while the address is still being typed, because its text does not name it (I3)', () => {
  const typed = { ...emptyDraft('en'), email: 'ada@', name: 'Ada' };
  assert.deepEqual(previewOf(typed), { ...typed, email: 'anybody@example.com' });
  assert.equal(previewOf({ ...typed, email: ' Ada@Example.com ' })?.email, 'ada@example.com');
});

test('a note that can’t be sent has no mail to show', () => {
  assert.equal(previewOf({ ...emptyDraft('en'), note: 'x'.repeat(2001) }), undefined);
});

test('a role or a language that does not exist is never sent', () => {
  const typed = { ...emptyDraft('en'), role: 'holder', language: 'xx' };
  assert.deepEqual(inviteeOf(typed), emptyDraft('en'));
});

test('without a mail server the sender is the name alone', () => {
  assert.equal(senderOf('Acme <>'), 'Acme');
  assert.equal(senderOf('Acme <mail@acme.example>'), 'Acme <mail@acme.example>');
});
