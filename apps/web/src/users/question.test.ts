import assert from 'node:assert/strict';
import { test } from 'node:test';
import { permissionsOf } from '@latchkey/domain/role';
import type { User } from './list.ts';
import { askedOf, doneOf, foreseenByRules, isMixed } from './question.ts';

const viewer = { member_id: 'me', permissions: permissionsOf('admin') };

test('a link for a password goes to who is active; of the others it is said why not (P8)', () => {
  const { count, kept } = foreseenByRules('send-reset', viewer, [user('active'), user('invited')]);
  assert.equal(count, 1);
  assert.deepEqual(
    kept.map(({ refusal }) => refusal.code),
    ['not-active'],
  );
});

test('all that match are as many as the preview counts, until then as many as the list says', () => {
  const whom = { filter: {}, total: { count: 1000, more: true } };
  assert.equal(askedOf({ whom, forecast: undefined }).count, 1000);
  assert.equal(askedOf({ whom, forecast: { count: 4711, consequences: [], kept: [] } }).count, 4711);
});

test('of the chosen it is asked about those to whom it will be done, and of one alone by name', () => {
  const [ada, holder] = [user('active'), { ...user('active'), name: 'Holder' }];
  const whom = { users: [holder, ada] };
  assert.equal(askedOf({ whom, forecast: undefined }).count, 2);
  const kept = [{ item: holder, refusal: { code: 'holder-is-untouchable' } as const }];
  assert.deepEqual(askedOf({ whom, forecast: { count: 1, consequences: [], kept } }), { count: 1, name: 'U' });
});

test('I11: a deletion that may meet invitations says that they are withdrawn', () => {
  const total = { count: 2, more: false };
  assert.equal(isMixed({ act: 'delete', whom: { users: [user('active'), user('invited')] } }), true);
  assert.equal(isMixed({ act: 'delete', whom: { users: [user('active')] } }), false);
  assert.equal(isMixed({ act: 'delete', whom: { filter: {}, total } }), true);
  assert.equal(isMixed({ act: 'delete', whom: { filter: { status: ['suspended'] }, total } }), false);
  assert.equal(isMixed({ act: 'suspend', whom: { filter: {}, total } }), false);
});

test('I11: of a deletion the deleted and the withdrawn are told apart', () => {
  assert.deepEqual(doneOf('delete', ['deleted', 'withdrawn', 'deleted']), [
    { id: 'users.done.deleted', count: 2 },
    { id: 'users.done.withdrawn', count: 1 },
  ]);
  assert.deepEqual(doneOf('suspend', [undefined]), [{ id: 'users.done.suspended', count: 1 }]);
  assert.deepEqual(doneOf('add-to-group', [undefined]), [{ id: 'users.done.added-to-group', count: 1 }]);
  assert.deepEqual(doneOf('withdraw', [undefined, undefined]), [{ id: 'users.done.withdrawn', count: 2 }]);
});

function user(status: User['status']): User {
  const plain = { id: status, email: 'u@example.com', name: 'U', role: 'member', status } as const;
  const moments = { made_at: '2026-01-01T00:00:00.000Z', last_entered_at: null, inactive: false, no_access: false };
  const held = { custom_role: null, permissions: [] };
  return { ...plain, ...moments, ...held, invited_by: null, invitation: null, in_groups: null };
}
