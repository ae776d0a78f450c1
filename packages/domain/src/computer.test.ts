import assert from 'node:assert/strict';
import { test } from 'node:test';
import { holdsAt, refuseLettingIn, refuseMakingCode, refuseMove } from './computer.ts';
import type { Limits } from './limited.ts';
import type { Permission, Role } from './role.ts';

const [LAB, SHOP, BESIDE] = ['lab', 'shop', 'beside'];

/** Somebody who holds these for the whole account, and those in the lab and the shop only. */
function keeper(limited: Permission[], permissions: Permission[] = []) {
  const limits: Limits = { permissions: limited, user_tops: null, users: null, computers: [LAB, SHOP] };
  return { member_id: 'me', role: 'member' as Role, permissions, limits };
}

test('G5: a permission limited to groups of computers counts there, and never for what is in no group', () => {
  const me = keeper(['computers.manage'], ['computers.unlock']);
  const where = (permission: Permission) => [LAB, BESIDE, null].map((id) => holdsAt(me, permission, id));
  assert.deepEqual(where('computers.manage'), [true, false, false]);
  assert.deepEqual(where('computers.unlock'), [true, true, true]);
  assert.deepEqual(where('computers.enrol'), [false, false, false]);
});

test('C1, G11: a code for elsewhere is refused as one for what does not exist, and one for no group as everybody’s', () => {
  const code = (group_id: string | null, more: object = {}) =>
    refuseMakingCode(
      keeper(['computers.enrol', 'computers.manage']),
      { kind: 'deployment', owner_id: null, needs_approval: false, group_id, ...more },
      false,
    )?.code;
  assert.deepEqual(
    [LAB, BESIDE, null].map((id) => code(id)),
    [undefined, 'not-found', 'reaches-further'],
  );
  const replacement = { kind: 'replacement' } as const;
  assert.deepEqual(
    [LAB, BESIDE, null].map((id) => code(id, replacement)),
    [undefined, 'not-found', 'not-found'],
  );
});

test('C1: where members may add their own, who adds to some groups only may as well', () => {
  const own = { kind: 'enrolment', owner_id: 'me', needs_approval: false, group_id: null } as const;
  assert.equal(refuseMakingCode(keeper(['computers.enrol']), own, true), undefined);
  assert.equal(refuseMakingCode(keeper(['computers.enrol']), own, false)?.code, 'reaches-further');
  assert.equal(
    refuseMakingCode(keeper(['computers.enrol']), { ...own, owner_id: 'you' }, true)?.code,
    'reaches-further',
  );
});

test('G10: who lets computers in for the whole account holds what the keepers of the group do; a keeper lets in what comes', () => {
  const into = { group_id: LAB, governs: ['sessions.end' as const] };
  const refusal = { code: 'not-permitted', permission: 'sessions.end' };
  assert.deepEqual(refuseLettingIn(keeper([], ['computers.manage']), 'computers.manage', into), refusal);
  assert.equal(refuseLettingIn(keeper([], ['computers.manage', 'sessions.end']), 'computers.manage', into), undefined);
  assert.equal(refuseLettingIn(keeper(['computers.manage']), 'computers.manage', into), undefined);
  assert.deepEqual(refuseLettingIn(keeper(['computers.enrol']), 'computers.manage', into), refusal);
});

test('G10: a move gives its next keepers nothing that who moves does not have at both ends', () => {
  const move = (me: ReturnType<typeof keeper>, from: string | null) =>
    refuseMove(me, { gives: false, raises: false, groups: [from, LAB], governs: ['sessions.end'] })?.code;
  assert.equal(move(keeper(['computers.manage', 'sessions.end']), SHOP), undefined);
  assert.equal(move(keeper(['computers.manage']), SHOP), 'not-permitted');
  assert.equal(move(keeper(['computers.manage', 'sessions.end'], ['computers.manage']), BESIDE), 'not-permitted');
  assert.equal(move(keeper([], ['computers.manage', 'sessions.end']), null), undefined);
});

test('G10: where a move opens a computer, its access is given there or not at all', () => {
  const open = { gives: true, raises: false };
  assert.equal(refuseMove(keeper(['access.grant']), open), undefined);
  assert.equal(refuseMove(keeper(['access.grant']), { ...open, further: true })?.code, 'reaches-further');
  assert.equal(refuseMove(keeper(['computers.manage']), open)?.code, 'not-permitted');
  assert.equal(refuseMove(keeper(['access.grant']), { ...open, raises: true })?.code, 'own-reach');
});
