import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openAccountOffer } from '@latchkey/contract/account';
import { openInvitation } from '@latchkey/contract/invitation';
import { openReset } from '@latchkey/contract/person';
import type { Refusal } from '@latchkey/domain/refusal';
import { deadAccountOfferLink, deadInvitationLink, deadResetLink } from './dead-link.ts';

test('every way in which an invitation can end has a page of its own (I6)', () => {
  const pages = openInvitation.refusals.map((code) => deadInvitationLink({ code })?.title);
  assert.ok(pages.every((title) => title !== undefined));
  assert.equal(new Set(pages).size, pages.length);
});

test('every way in which a reset link can end has a page of its own', () => {
  const pages = openReset.refusals.map((code) => deadResetLink({ code })?.title);
  assert.ok(pages.every((title) => title !== undefined));
  assert.equal(new Set(pages).size, pages.length);
});

test('every way in which the offer of an account can end has a page of its own', () => {
  const pages = openAccountOffer.refusals.map((code) => deadAccountOfferLink({ code })?.title);
  assert.ok(pages.every((title) => title !== undefined));
  assert.equal(new Set(pages).size, pages.length);
});

test('a link that was used leads to the sign-in, a reset link that died to a new one', () => {
  assert.equal(deadInvitationLink({ code: 'link-used' })?.next, 'sign-in');
  assert.equal(deadResetLink({ code: 'link-expired' })?.next, 'ask-again');
});

test('half a link is an unknown link', () => {
  const refusal: Refusal = { code: 'invalid', problems: [{ path: 'link', problem: 'link' }] };
  assert.equal(deadInvitationLink(refusal)?.title, 'entry.link.unknown');
});

test('what is not about the link is no dead link', () => {
  assert.equal(deadInvitationLink({ code: 'busy' }), undefined);
  assert.equal(deadResetLink({ code: 'invalid', problems: [{ path: 'password', problem: 'required' }] }), undefined);
});
