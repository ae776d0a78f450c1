import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  asRole,
  grantableRoles,
  hasPermission,
  permissions,
  permissionsOf,
  powersOf,
  refuseActingOn,
  refuseGranting,
  roles,
} from './role.ts';

const anyRole = fc.constantFrom(...roles);

test('G5: the holder and a Super admin hold every permission, a Member none, an Admin all but managing roles', () => {
  assert.deepEqual(permissionsOf('holder'), permissions);
  assert.deepEqual(permissionsOf('super_admin'), permissions);
  assert.deepEqual(permissionsOf('member'), []);
  assert.deepEqual(
    permissions.filter((permission) => !hasPermission('admin', permission)),
    ['roles.manage'],
  );
});

test('G5: a stronger role holds whatever a weaker one holds', () => {
  fc.assert(
    fc.property(anyRole, anyRole, fc.constantFrom(...permissions), (one, other, permission) => {
      const [strong, weak] = roles.indexOf(one) <= roles.indexOf(other) ? [one, other] : [other, one];
      assert.ok(!hasPermission(weak, permission) || hasPermission(strong, permission));
    }),
  );
});

test('P11: the holder’s role is not among those that can be given', () => {
  assert.ok(!(grantableRoles as readonly string[]).includes('holder'));
});

test('G10: only who manages roles makes Admins and Super admins', () => {
  const may = (actor: (typeof roles)[number]) =>
    grantableRoles.filter((role) => refuseGranting(permissionsOf(actor), role) === undefined);
  assert.deepEqual(may('holder'), ['super_admin', 'admin', 'member']);
  assert.deepEqual(may('super_admin'), ['super_admin', 'admin', 'member']);
  assert.deepEqual(may('admin'), ['member']);
  assert.deepEqual(refuseGranting(permissionsOf('admin'), 'admin'), {
    code: 'not-permitted',
    permission: 'roles.manage',
  });
});

test('G10: nobody who may invite gives a permission they do not hold', () => {
  const inviter = anyRole.filter((role) => hasPermission(role, 'users.manage'));
  fc.assert(
    fc.property(inviter, fc.constantFrom(...grantableRoles), (actor, granted) => {
      if (refuseGranting(permissionsOf(actor), granted)) return;
      assert.ok(permissionsOf(granted).every((permission) => hasPermission(actor, permission)));
    }),
  );
});

test('P11: nobody acts on the holder, the holder neither', () => {
  for (const actor of roles)
    assert.deepEqual(refuseActingOn(permissionsOf(actor), asRole('holder')), { code: 'holder-is-untouchable' });
});

test('G10: nobody acts on a member who holds a permission they lack, and only who manages roles on Admins', () => {
  assert.deepEqual(refuseActingOn(permissionsOf('admin'), asRole('admin')), { code: 'stronger-member' });
  assert.deepEqual(refuseActingOn(permissionsOf('admin'), asRole('super_admin')), { code: 'stronger-member' });
  assert.equal(refuseActingOn(permissionsOf('admin'), asRole('member')), undefined);
  assert.equal(refuseActingOn(permissionsOf('super_admin'), asRole('super_admin')), undefined);
  fc.assert(
    fc.property(anyRole, anyRole, (actor, target) => {
      if (refuseActingOn(permissionsOf(actor), asRole(target))) return;
      assert.ok(permissionsOf(target).every((permission) => hasPermission(actor, permission)));
    }),
  );
});

test('U3: a token has of its owner’s permissions only those it was given, and gives no role that holds more', () => {
  const powers = powersOf(permissionsOf('super_admin'), ['users.manage', 'roles.manage']);
  assert.deepEqual(powers, ['users.manage', 'roles.manage']);
  assert.deepEqual(powersOf(permissionsOf('member'), ['users.manage']), []);
  assert.equal(refuseGranting(powers, 'admin')?.code, 'not-permitted');
  assert.equal(refuseGranting(powers, 'member'), undefined);
});
