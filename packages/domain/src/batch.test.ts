import assert from 'node:assert/strict';
import { test } from 'node:test';
import { permissionForBatch, refuseBatch, refuseComputerBatch, rolesWithinReach } from './batch.ts';
import { permissionsOf } from './role.ts';

const admin = { permissions: permissionsOf('admin') };

test('a job that changes roles says which, and any other says none', () => {
  assert.equal(refuseBatch(admin, { act: 'change-role', role: undefined })?.code, 'invalid');
  assert.equal(refuseBatch(admin, { act: 'suspend', role: 'member' })?.code, 'invalid');
  assert.equal(refuseBatch(admin, { act: 'suspend', role: undefined }), undefined);
  assert.equal(refuseBatch(admin, { act: 'change-role', role: 'member' }), undefined);
});

test('G1: a job that puts users into a group or takes them out says which group, and any other says none', () => {
  const code = (wanted: Parameters<typeof refuseBatch>[1]) => refuseBatch(admin, wanted)?.code;
  for (const act of ['add-to-group', 'remove-from-group']) {
    assert.equal(code({ act }), 'invalid');
    assert.equal(code({ act, group_id: 'g' }), undefined);
    assert.equal(code({ act, group_id: 'g', role: 'member' }), 'invalid');
  }
  assert.equal(code({ act: 'suspend', group_id: 'g' }), 'invalid');
});

test('G9: what a job asks for follows its act: groups are for who manages groups, users for who manages users', () => {
  assert.equal(permissionForBatch({ about: 'member', act: 'add-to-group' }), 'groups.manage');
  assert.equal(permissionForBatch({ about: 'member', act: 'remove-from-group' }), 'groups.manage');
  assert.equal(permissionForBatch({ about: 'member', act: 'delete' }), 'users.manage');
  assert.equal(permissionForBatch({ about: 'computer', act: 'move' }), 'computers.manage');
  const refused = (permission: string) => ({ code: 'not-permitted', permission });
  const wanted = { act: 'add-to-group', group_id: 'g' };
  assert.deepEqual(refuseBatch({ permissions: ['users.manage'] }, wanted), refused('groups.manage'));
  assert.equal(refuseBatch({ permissions: ['groups.manage'] }, wanted), undefined);
  assert.deepEqual(refuseBatch({ permissions: ['groups.manage'] }, { act: 'suspend' }), refused('users.manage'));
});

test('G5: whose permissions are limited to user groups does there what needs none to be given, and changes no roles', () => {
  const limits = { permissions: ['users.manage'] as const, user_tops: ['g'], users: ['g'], computers: null };
  assert.equal(refuseBatch({ permissions: [], limits }, { act: 'suspend' }), undefined);
  for (const wanted of [
    { act: 'change-role', role: 'member' as const },
    { act: 'add-to-group', group_id: 'g' },
  ])
    assert.equal(refuseBatch({ permissions: [], limits }, wanted)?.code, 'not-permitted');
});

test('a job that moves computers or names an owner says which, be it none, and any other says neither', () => {
  const code = (wanted: Parameters<typeof refuseComputerBatch>[0]) => refuseComputerBatch(wanted)?.code;
  assert.equal(code({ act: 'move' }), 'invalid');
  assert.equal(code({ act: 'move', group_id: null }), undefined);
  assert.equal(code({ act: 'move', group_id: 'g', owner_id: null }), 'invalid');
  assert.equal(code({ act: 'set-owner', owner_id: 'm' }), undefined);
  assert.equal(code({ act: 'remove', owner_id: null }), 'invalid');
  assert.equal(code({ act: 'approve' }), undefined);
});

test('G10: no job gives a role that its starter may not grant', () => {
  assert.equal(refuseBatch(admin, { act: 'change-role', role: 'admin' })?.code, 'not-permitted');
  assert.equal(
    refuseBatch({ permissions: permissionsOf('super_admin') }, { act: 'change-role', role: 'super_admin' }),
    undefined,
  );
});

test('G5: a custom role is named only where a role is given', () => {
  const custom = { custom_role_id: 'r' };
  assert.equal(refuseBatch(admin, { act: 'change-role', role: 'member', ...custom }), undefined);
  assert.equal(refuseBatch(admin, { act: 'suspend', ...custom })?.code, 'invalid');
  assert.equal(refuseBatch(admin, { act: 'change-role', ...custom })?.code, 'invalid');
});

test('G10, P11: an admin reaches plain members, who manages roles everybody but the holder', () => {
  assert.deepEqual(rolesWithinReach(permissionsOf('member')), ['member']);
  assert.deepEqual(rolesWithinReach(admin.permissions), ['member']);
  assert.deepEqual(rolesWithinReach(permissionsOf('holder')), ['super_admin', 'admin', 'member']);
});
