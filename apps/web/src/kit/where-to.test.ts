import assert from 'node:assert/strict';
import { test } from 'node:test';
import { destinationOf, safeNext } from './where-to.ts';

test('the first visitor of a new installation is led to the set-up', () => {
  assert.deepEqual(destinationOf({ isSetUp: false, accounts: undefined, last: undefined }), { to: 'set-up' });
});

test('who is not signed in is led to the sign-in', () => {
  assert.deepEqual(destinationOf({ isSetUp: true, accounts: undefined, last: 'a' }), { to: 'sign-in' });
});

test('who is signed in comes back to the profile used last, else to the first (P2)', () => {
  assert.deepEqual(destinationOf({ isSetUp: true, accounts: ['a', 'b'], last: 'b' }), {
    to: 'account',
    accountId: 'b',
  });
  assert.deepEqual(destinationOf({ isSetUp: true, accounts: ['a', 'b'], last: 'gone' }), {
    to: 'account',
    accountId: 'a',
  });
});

test('a person without any profile is told what they can do (P15)', () => {
  assert.deepEqual(destinationOf({ isSetUp: true, accounts: [], last: 'a' }), { to: 'without-profile' });
});

test('after signing in one goes on where one was', () => {
  assert.equal(safeNext('/a/0192-x/users?status=invited'), '/a/0192-x/users?status=invited');
  assert.equal(safeNext('/me'), '/me');
});

test('no link can make the sign-in lead to another site or in a circle', () => {
  for (const next of [
    '//evil.example',
    'https://evil.example',
    '/\\evil',
    '/sign-in',
    '/apple',
    'javascript:1',
    7,
    undefined,
  ]) {
    assert.equal(safeNext(next), undefined);
  }
});
