import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reachesFurther } from './further.ts';
import type { Mine } from './may.ts';

const manager: Mine = {
  permissions: ['audit.view'],
  limits: { permissions: ['users.manage'], user_groups: [{ id: 'sales', name: 'Sales' }], computer_groups: null },
};

test('G11: what a manager does to a user who is in groups of others, too, or in none of theirs, would reach further', () => {
  const reaching = (own: number, others: number) =>
    reachesFurther(manager, 'users.manage', { in_groups: { own, others } });
  assert.deepEqual([reaching(2, 0), reaching(1, 1), reaching(0, 0)], [false, true, true]);
});

test('G11: nothing reaches further of who may do it in the whole account, or whom no user groups limit', () => {
  const everywhere: Mine = { ...manager, permissions: ['users.manage'] };
  assert.equal(reachesFurther(everywhere, 'users.manage', { in_groups: { own: 1, others: 3 } }), false);
  assert.equal(reachesFurther(manager, 'users.manage', { in_groups: null }), false);
});
