import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { memberStatuses, refuseDeletion } from './member.ts';
import { refuseActingOn, roles } from './role.ts';

const holder = { member_id: 'h', role: 'holder' } as const;
const admin = { member_id: 'a', role: 'admin' } as const;

test('P7: a member may be deleted by who is as strong, whether invited, active or suspended', () => {
  for (const status of ['invited', 'active', 'suspended'] as const)
    assert.equal(refuseDeletion(admin, { id: 'm', role: 'member', status }), undefined);
});

test('P7: who is removed already is not found', () => {
  assert.deepEqual(refuseDeletion(holder, { id: 'm', role: 'member', status: 'removed' }), { code: 'not-found' });
});

test('P11: the holder can’t be deleted, not even by themselves', () => {
  const target = { id: 'h', role: 'holder', status: 'active' } as const;
  assert.deepEqual(refuseDeletion(holder, target), { code: 'holder-is-untouchable' });
  assert.deepEqual(refuseDeletion(admin, target), { code: 'holder-is-untouchable' });
});

test('P12: nobody deletes themselves: leaving is an act of its own', () => {
  assert.deepEqual(refuseDeletion(admin, { id: 'a', role: 'admin', status: 'active' }), { code: 'not-yourself' });
});

test('G10: an Admin deletes no Admin and no Super admin, invited ones neither', () => {
  for (const status of ['invited', 'active'] as const) {
    assert.deepEqual(refuseDeletion(admin, { id: 'b', role: 'admin', status }), { code: 'stronger-member' });
    assert.deepEqual(refuseDeletion(admin, { id: 's', role: 'super_admin', status }), { code: 'stronger-member' });
  }
});

test('G10: whoever may be deleted may be acted on, and is neither the holder nor the actor', () => {
  const actor = fc.record({ member_id: fc.constantFrom('1', '2'), role: fc.constantFrom(...roles) });
  const target = fc.record({
    id: fc.constantFrom('1', '2'),
    role: fc.constantFrom(...roles),
    status: fc.constantFrom(...memberStatuses),
  });
  fc.assert(
    fc.property(actor, target, (who, whom) => {
      if (refuseDeletion(who, whom)) return;
      assert.equal(refuseActingOn(who.role, whom.role), undefined);
      assert.notEqual(whom.role, 'holder');
      assert.notEqual(whom.id, who.member_id);
      assert.notEqual(whom.status, 'removed');
    }),
  );
});
