import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type AddressLink,
  MOST_ADDRESSES,
  type OwnAddress,
  refuseAddingAddress,
  refuseAddressLink,
  refuseChangingAddress,
  refuseRemovingAddress,
} from './address.ts';

const mine: OwnAddress[] = [
  { email: 'bob@example.test', state: 'sign-in' },
  { email: 'bob@work.example', state: 'confirmed' },
  { email: 'bob@club.example', state: 'waiting-add' },
  { email: 'bob@work.example', state: 'waiting-change' },
];

test('P1: an address that is confirmed is not added again, one that waits may be asked for anew', () => {
  assert.deepEqual(refuseAddingAddress(mine, 'bob@example.test'), { code: 'address-is-yours' });
  assert.deepEqual(refuseAddingAddress(mine, 'bob@work.example'), { code: 'address-is-yours' });
  assert.equal(refuseAddingAddress(mine, 'bob@club.example'), undefined);
  assert.equal(refuseAddingAddress(mine, 'bob@new.example'), undefined);
});

test('P1: a person has ten addresses at most, those that wait among them', () => {
  const many = Array.from({ length: MOST_ADDRESSES }, (_, n): OwnAddress => ({
    email: `bob-${n}@example.test`,
    state: n === 0 ? 'sign-in' : n % 2 === 0 ? 'confirmed' : 'waiting-add',
  }));
  assert.equal(refuseAddingAddress(many.slice(1), 'bob@new.example'), undefined);
  assert.deepEqual(refuseAddingAddress(many, 'bob@new.example'), { code: 'too-many-addresses', maximum: 10 });
  assert.equal(refuseAddingAddress(many, 'bob-1@example.test'), undefined, 'asked for anew it is none more');
});

test('P10: a person may come to sign in with any address but the one they do already', () => {
  assert.deepEqual(refuseChangingAddress(mine, 'bob@example.test'), { code: 'address-is-yours' });
  for (const email of ['bob@work.example', 'bob@club.example', 'bob@new.example'])
    assert.equal(refuseChangingAddress(mine, email), undefined, email);
});

test('P1: every address but the one to sign in with can be removed, waiting ones too', () => {
  assert.deepEqual(refuseRemovingAddress(mine, 'bob@example.test'), { code: 'sign-in-address' });
  assert.deepEqual(refuseRemovingAddress(mine, 'eve@example.test'), { code: 'not-found' });
  for (const email of ['bob@work.example', 'bob@club.example'])
    assert.equal(refuseRemovingAddress(mine, email), undefined, email);
});

test('P10: the link of an address says what became of it', () => {
  const open: AddressLink = {
    side: 'new',
    new_confirmed_at: null,
    old_confirmed_at: null,
    ending: null,
    is_taken: false,
  };
  assert.equal(refuseAddressLink(open), undefined);
  for (const ending of ['used', 'superseded', 'withdrawn', 'expired'] as const)
    assert.deepEqual(refuseAddressLink({ ...open, ending }), { code: `link-${ending}` });
  const now = new Date(0);
  assert.deepEqual(refuseAddressLink({ ...open, new_confirmed_at: now }), { code: 'link-used' });
  assert.equal(refuseAddressLink({ ...open, side: 'old', new_confirmed_at: now }), undefined);
  assert.deepEqual(refuseAddressLink({ ...open, side: 'old', old_confirmed_at: now }), { code: 'link-used' });
});

test('P16: only who reads a mailbox learns that somebody else has it', () => {
  const taken: AddressLink = {
    side: 'new',
    new_confirmed_at: null,
    old_confirmed_at: null,
    ending: null,
    is_taken: true,
  };
  assert.deepEqual(refuseAddressLink(taken), { code: 'link-withdrawn' });
  assert.equal(refuseAddressLink({ ...taken, side: 'old' }), undefined);
});
