import assert from 'node:assert/strict';
import { test } from 'node:test';
import { permissionsOf, type Role } from '@latchkey/domain/role';
import type { Computer } from '../kit/computer.ts';
import { mayHere } from '../kit/may-here.ts';
import { actOfJob, actsOn, actsOnAll, bulkActs, refuseApproval } from './acts.ts';

const ME = 'me';
const as = (role: Role) => ({ member_id: ME, permissions: permissionsOf(role) });

test('who manages computers moves them, names owners, removes them, and approves those that wait (C1, C13)', () => {
  assert.deepEqual(actsOn(as('admin'), computer({})), ['move', 'owner', 'remove']);
  assert.deepEqual(actsOn(as('admin'), computer({ status: 'waiting' })), ['approve', 'move', 'owner', 'remove']);
});

test('an owner without permissions may take their own computer out, and nobody else’s', () => {
  assert.deepEqual(actsOn(as('member'), computer({ owner: { member_id: ME, name: 'Me' } })), ['remove']);
  assert.deepEqual(actsOn(as('member'), computer({ owner: { member_id: 'other', name: 'O' } })), []);
  assert.deepEqual(actsOn(as('member'), computer({})), []);
});

test('G5: who looks after some groups of computers does it to what stands there, and names no owners without giving access', () => {
  const held = ['computers.manage' as const];
  const limits = { permissions: held, user_groups: null, computer_groups: [{ id: 'office', name: 'Office' }] };
  const keeper = { member_id: ME, permissions: [], limits };
  const inOffice = computer({ group: { id: 'office', name: 'Office' } });
  assert.deepEqual(actsOn(keeper, inOffice), ['move', 'remove']);
  assert.deepEqual(actsOn(keeper, computer({ group: { id: 'lab', name: 'Lab' } })), []);
  assert.deepEqual(actsOn(keeper, computer({})), []);
  assert.deepEqual(actsOnAll(keeper, []), []);
  assert.deepEqual(
    [mayHere(keeper, 'computers.manage', inOffice), mayHere(keeper, 'computers.unlock', inOffice)],
    [true, false],
  );
});

test('on several is offered whatever can be done to one of them', () => {
  assert.deepEqual(bulkActs(as('admin'), [computer({}), computer({ status: 'waiting' })]), [
    'approve',
    'move',
    'owner',
    'remove',
  ]);
  assert.deepEqual(bulkActs(as('member'), [computer({})]), []);
});

test('on all that match is offered what makes sense for the states that are shown', () => {
  assert.deepEqual(actsOnAll(as('admin'), []), ['approve', 'move', 'owner', 'remove']);
  assert.deepEqual(actsOnAll(as('admin'), ['online']), ['move', 'owner', 'remove']);
  assert.deepEqual(actsOnAll(as('admin'), ['online', 'waiting'])[0], 'approve');
  assert.deepEqual(actsOnAll(as('member'), []), []);
});

test('a job is called what its act is called', () => {
  assert.equal(actOfJob('set-owner'), 'owner');
  assert.equal(actOfJob('remove'), 'remove');
  assert.equal(actOfJob('suspend'), undefined);
});

test('what does not wait is not approved', () => {
  assert.equal(refuseApproval(computer({ status: 'waiting' })), undefined);
  assert.deepEqual(refuseApproval(computer({})), { code: 'not-waiting' });
});

function computer(given: Partial<Computer>): Computer {
  const plain = { id: 'c', name: 'C', version: 1, group: null, status: 'active', online: true, os: '', os_user: null };
  const rest = { owner: null, added_at: '2026-01-01T00:00:00.000Z', last_seen_at: null, needs_code: false };
  return { ...plain, ...rest, locked: false, reached: false, via: [], ...given } as Computer;
}
