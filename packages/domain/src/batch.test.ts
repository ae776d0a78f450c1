import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refuseBatch, rolesWithinReach } from './batch.ts';
import { permissionsOf } from './role.ts';

const admin = permissionsOf('admin');

test('a job that changes roles says which, and any other says none', () => {
  assert.equal(refuseBatch(admin, { act: 'change-role', role: undefined })?.code, 'invalid');
  assert.equal(refuseBatch(admin, { act: 'suspend', role: 'member' })?.code, 'invalid');
  assert.equal(refuseBatch(admin, { act: 'suspend', role: undefined }), undefined);
  assert.equal(refuseBatch(admin, { act: 'change-role', role: 'member' }), undefined);
});

test('G10: no job gives a role that its starter may not grant', () => {
  assert.equal(refuseBatch(admin, { act: 'change-role', role: 'admin' })?.code, 'not-permitted');
  assert.equal(refuseBatch(permissionsOf('super_admin'), { act: 'change-role', role: 'super_admin' }), undefined);
});

test('G10, P11: an admin reaches plain members, who manages roles everybody but the holder', () => {
  assert.deepEqual(rolesWithinReach(permissionsOf('member')), ['member']);
  assert.deepEqual(rolesWithinReach(admin), ['member']);
  assert.deepEqual(rolesWithinReach(permissionsOf('holder')), ['super_admin', 'admin', 'member']);
});
