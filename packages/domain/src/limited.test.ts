import assert from 'node:assert/strict';
import { test } from 'node:test';
import { everywhere, extentOf, heldHere, type Limits, mayBeLimited, refuseLimits } from './limited.ts';
import { grantablePermissions, permissions } from './role.ts';

const sales: Limits = {
  permissions: ['users.view', 'access.grant', 'computers.unlock'],
  user_tops: ['sales'],
  users: ['sales', 'sales-north'],
  computers: ['shop'],
};

test('G5: a permission that knows neither users nor computers is in no limited role, and in any other', () => {
  const whole = grantablePermissions.filter((permission) => !mayBeLimited(permission, ['users', 'computers']));
  assert.deepEqual(whole, ['audit.view', 'account.manage', 'tokens.manage']);
  for (const permission of permissions) assert.ok(mayBeLimited(permission, []), permission);
});

test('G5: what is for computers can’t be limited to users alone, nor the other way round', () => {
  assert.deepEqual(refuseLimits(['users.view', 'computers.manage'], ['users']), {
    code: 'not-limitable',
    permission: 'computers.manage',
  });
  assert.deepEqual(refuseLimits(['sessions.end', 'users.manage'], ['computers']), {
    code: 'not-limitable',
    permission: 'users.manage',
  });
  assert.equal(refuseLimits(['users.manage', 'computers.manage', 'sessions.end'], ['users', 'computers']), undefined);
});

test('G5: a permission counts inside the groups on the sides it knows, and everywhere on the others', () => {
  const extent = (permission: Parameters<typeof extentOf>[1]) =>
    extentOf({ permissions: [], limits: sales }, permission);
  assert.deepEqual(extent('users.view'), { users: sales.users, computers: null });
  assert.deepEqual(extent('computers.unlock'), { users: null, computers: ['shop'] });
  assert.deepEqual(extent('access.grant'), { users: sales.users, computers: ['shop'] });
  assert.equal(extent('users.manage'), undefined);
});

test('G2: what is held for the whole account as well is not limited by a role', () => {
  assert.deepEqual(extentOf({ permissions: ['users.view'], limits: sales }, 'users.view'), everywhere);
  assert.deepEqual(heldHere({ permissions: ['users.view', 'audit.view'], limits: sales }), [
    'users.view',
    'audit.view',
    'access.grant',
    'computers.unlock',
  ]);
});

test('G5: a role whose groups are all gone lets nobody do anything', () => {
  const limits = { ...sales, users: [], user_tops: [] };
  assert.deepEqual(extentOf({ permissions: [], limits }, 'users.view'), { users: [], computers: null });
});
