import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lostScopes, stateOf, type Token } from './tokens.ts';

const now = Date.parse('2026-03-01T12:00:00.000Z');
const token: Token = {
  id: 't',
  name: 'nightly',
  kind: 'personal',
  scopes: ['users.view', 'users.manage'],
  powers: ['users.view', 'users.manage'],
  made_by: { member_id: 'm', name: 'Ada' },
  made_at: '2026-02-01T12:00:00.000Z',
  expires_at: '2026-04-01T12:00:00.000Z',
  last_used_at: null,
  ended_at: null,
};

test('U3: a token works until it is ended or has expired', () => {
  assert.equal(stateOf(token, now), 'works');
  assert.equal(stateOf({ ...token, expires_at: '2026-03-01T12:00:00.000Z' }, now), 'expired');
  assert.equal(stateOf({ ...token, ended_at: '2026-02-02T12:00:00.000Z' }, now), 'ended');
  assert.equal(stateOf({ ...token, scopes: [], powers: [] }, now), 'works');
});

test('G10: a token whose maker lost the rights says so', () => {
  assert.deepEqual(lostScopes({ ...token, powers: ['users.view'] }), ['users.manage']);
  assert.equal(stateOf({ ...token, powers: [] }, now), 'powerless');
});
