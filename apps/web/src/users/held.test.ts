import assert from 'node:assert/strict';
import { test } from 'node:test';
import { permissions } from '@latchkey/domain/role';
import { heldAndOthers, lackingIn, sourcesOf, type Held } from './held.ts';

const office = { id: 'g', name: 'Office' };
const held: Held = {
  role: 'member',
  custom_role: { id: 'r', name: 'Helpdesk' },
  of_role: ['users.view', 'computers.unlock'],
  own: ['users.view'],
  inherited: [{ group: office, permissions: ['users.view', 'sessions.view'] }],
};

test('G2: a permission is told with everywhere it comes from: the role, the member’s own, their groups', () => {
  assert.deepEqual(sourcesOf(held, 'users.view'), [{ by: 'role' }, { by: 'own' }, { by: 'group', group: office }]);
  assert.deepEqual(sourcesOf(held, 'sessions.view'), [{ by: 'group', group: office }]);
  assert.deepEqual(sourcesOf(held, 'audit.view'), []);
});

test('every permission is either had or among the others', () => {
  const { has, others } = heldAndOthers(held);
  assert.deepEqual(
    has.map(({ permission }) => permission),
    ['users.view', 'computers.unlock', 'sessions.view'],
  );
  assert.equal(has.length + others.length, permissions.length);
});

test('G10: a role that holds more than its giver does says what', () => {
  assert.deepEqual(lackingIn(['users.view'], { permissions: ['users.view', 'audit.view'] }), ['audit.view']);
  assert.deepEqual(lackingIn(permissions, { permissions: ['audit.view'] }), []);
});
