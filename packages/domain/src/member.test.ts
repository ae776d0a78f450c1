import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  memberStatuses,
  refuseDeletion,
  refuseLeaving,
  refuseReinstatement,
  refuseRoleChange,
  refuseSendingReset,
  refuseSuspension,
} from './member.ts';
import { asRole, permissionsOf, refuseActingOn, roles } from './role.ts';

const holder = { member_id: 'h', permissions: permissionsOf('holder') };
const admin = { member_id: 'a', permissions: permissionsOf('admin') };

test('P7: a member may be deleted by who is as strong, whether invited, active or suspended', () => {
  for (const status of ['invited', 'active', 'suspended'] as const)
    assert.equal(refuseDeletion(admin, { id: 'm', ...asRole('member'), status }), undefined);
});

test('P7: who is removed already is not found', () => {
  assert.deepEqual(refuseDeletion(holder, { id: 'm', ...asRole('member'), status: 'removed' }), { code: 'not-found' });
});

test('P11: the holder can’t be deleted, not even by themselves', () => {
  const target = { id: 'h', ...asRole('holder'), status: 'active' } as const;
  assert.deepEqual(refuseDeletion(holder, target), { code: 'holder-is-untouchable' });
  assert.deepEqual(refuseDeletion(admin, target), { code: 'holder-is-untouchable' });
});

test('P12: nobody deletes themselves: leaving is an act of its own', () => {
  assert.deepEqual(refuseDeletion(admin, { id: 'a', ...asRole('admin'), status: 'active' }), { code: 'not-yourself' });
});

test('G10: an Admin deletes no Admin and no Super admin, invited ones neither', () => {
  for (const status of ['invited', 'active'] as const) {
    assert.deepEqual(refuseDeletion(admin, { id: 'b', ...asRole('admin'), status }), { code: 'stronger-member' });
    assert.deepEqual(refuseDeletion(admin, { id: 's', ...asRole('super_admin'), status }), { code: 'stronger-member' });
  }
});

test('G10: whoever may be deleted may be acted on, and is neither the holder nor the actor', () => {
  const permissions = fc.constantFrom(...roles).map((role) => permissionsOf(role));
  const actor = fc.record({ member_id: fc.constantFrom('1', '2'), permissions });
  const target = fc
    .record({
      id: fc.constantFrom('1', '2'),
      of: fc.constantFrom(...roles),
      status: fc.constantFrom(...memberStatuses),
    })
    .map(({ of, ...rest }) => ({ ...rest, ...asRole(of) }));
  fc.assert(
    fc.property(actor, target, (who, whom) => {
      if (refuseDeletion(who, whom)) return;
      assert.equal(refuseActingOn(who.permissions, whom), undefined);
      assert.notEqual(whom.role, 'holder');
      assert.notEqual(whom.id, who.member_id);
      assert.notEqual(whom.status, 'removed');
    }),
  );
});

test('P6: only an active member is suspended, only a suspended one reinstated', () => {
  const member = (status: (typeof memberStatuses)[number]) => ({ id: 'm', ...asRole('member'), status }) as const;
  const suspending = memberStatuses.map((status) => refuseSuspension(admin, member(status))?.code);
  assert.deepEqual(suspending, ['not-active', undefined, 'suspended-already', 'not-found']);
  const reinstating = memberStatuses.map((status) => refuseReinstatement(admin, member(status))?.code);
  assert.deepEqual(reinstating, ['not-suspended', 'not-suspended', undefined, 'not-found']);
});

test('G10: an Admin neither suspends nor reinstates an Admin, since reinstating gives the rights back', () => {
  assert.equal(refuseSuspension(admin, { id: 'b', ...asRole('admin'), status: 'active' })?.code, 'stronger-member');
  assert.equal(
    refuseReinstatement(admin, { id: 'b', ...asRole('admin'), status: 'suspended' })?.code,
    'stronger-member',
  );
});

test('G10: nobody changes their own role or the holder’s, and nobody makes a role they may not give', () => {
  const superAdmin = { member_id: 's', permissions: permissionsOf('super_admin') };
  assert.equal(
    refuseRoleChange(superAdmin, { id: 's', ...asRole('super_admin'), status: 'active' }, 'admin')?.code,
    'not-yourself',
  );
  assert.equal(
    refuseRoleChange(superAdmin, { id: 'h', ...asRole('holder'), status: 'active' }, 'member')?.code,
    'holder-is-untouchable',
  );
  assert.equal(
    refuseRoleChange(superAdmin, { id: 'm', ...asRole('member'), status: 'active' }, 'super_admin'),
    undefined,
  );
  assert.deepEqual(refuseRoleChange(admin, { id: 'm', ...asRole('member'), status: 'active' }, 'admin'), {
    code: 'not-permitted',
    permission: 'roles.manage',
  });
});

test('P8: a reset link is mailed only to an active member whom the admin may act on', () => {
  assert.equal(refuseSendingReset(admin, { id: 'm', ...asRole('member'), status: 'active' }), undefined);
  assert.equal(refuseSendingReset(admin, { id: 'm', ...asRole('member'), status: 'invited' })?.code, 'not-active');
  assert.equal(
    refuseSendingReset(admin, { id: 'b', ...asRole('super_admin'), status: 'active' })?.code,
    'stronger-member',
  );
});

test('P12: everybody may leave but the holder', () => {
  assert.deepEqual(
    roles.map((role) => refuseLeaving(role)?.code),
    ['holder-must-stay', undefined, undefined, undefined],
  );
});
