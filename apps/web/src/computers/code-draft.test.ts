import assert from 'node:assert/strict';
import { test } from 'node:test';
import { permissionsOf } from '@latchkey/domain/role';
import { bodyOf, emptyCode, purposesFor, unpicked } from './code-draft.ts';

const empty = emptyCode(undefined);

test('C1: who may add computers adds them for anybody, a plain member only their own', () => {
  assert.deepEqual(purposesFor({ permissions: permissionsOf('admin') }), ['mine', 'other', 'many', 'replace']);
  assert.deepEqual(purposesFor({ permissions: [] }), ['mine']);
  assert.deepEqual(purposesFor({ permissions: ['computers.enrol'] }), ['mine', 'many']);
});

test('C1, G5: who adds computers to some groups only begins with one of them', () => {
  assert.deepEqual(bodyOf(emptyCode(undefined, 'office')), { kind: 'enrolment', group_id: 'office' });
  const limits = {
    permissions: ['computers.enrol' as const],
    user_groups: null,
    computer_groups: [{ id: 'office', name: 'Office' }],
  };
  assert.deepEqual(purposesFor({ permissions: [], limits }), ['mine', 'many']);
});

test('a code says no more than belongs to its kind', () => {
  assert.deepEqual(bodyOf(empty), { kind: 'enrolment', group_id: null });
  assert.deepEqual(bodyOf({ ...empty, purpose: 'many', group: 'g' }), {
    kind: 'deployment',
    group_id: 'g',
    uses: 10,
    expires_in_days: 30,
    needs_approval: true,
  });
  assert.deepEqual(bodyOf({ ...empty, purpose: 'other', owner: 'u' }), {
    kind: 'enrolment',
    group_id: null,
    owner_id: 'u',
    mailed: true,
  });
});

test('a computer that is to be replaced comes with the address of the page', () => {
  assert.deepEqual(bodyOf(emptyCode('c')), { kind: 'replacement', computer_id: 'c' });
});

test('a code for another user needs a user, a replacement a computer', () => {
  assert.deepEqual(Object.keys(unpicked({ ...empty, purpose: 'other' })), ['owner']);
  assert.deepEqual(Object.keys(unpicked({ ...empty, purpose: 'replace' })), ['computer']);
  assert.deepEqual(unpicked(empty), {});
});
