import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { permissionsOf, type Permission, type Role } from '@latchkey/domain/role';
import {
  actsOn,
  actsOnAll,
  bulkActs,
  firstRole,
  mayChoose,
  mayGive,
  mayGroup,
  mayManage,
  refuseAct,
  rolesToGive,
  undoOf,
  type Viewer,
} from './acts.ts';
import type { User } from './list.ts';

describe('what is offered on a user', () => {
  test('somebody invited can get the mail again or have it withdrawn (I6), somebody active be suspended or deleted (P6, P7)', () => {
    assert.deepEqual(possible(as('admin'), user({ status: 'invited' })), ['resend', 'change-role', 'withdraw']);
    assert.deepEqual(possible(as('admin'), user({ status: 'active' })), [
      'change-role',
      'send-reset',
      'sign-out',
      'suspend',
      'delete',
    ]);
    assert.deepEqual(possible(as('admin'), user({ status: 'suspended' })), ['reinstate', 'change-role', 'delete']);
  });

  test('what can’t be done to the holder (P11) or to oneself is there with the reason', () => {
    const onHolder = actsOn(as('holder'), user({ role: 'holder' }));
    assert.ok(onHolder.length > 0);
    assert.ok(onHolder.every(({ refusal }) => refusal?.code === 'holder-is-untouchable'));
    const onMyself = actsOn(as('super_admin'), user({ id: ME, role: 'super_admin' }));
    assert.ok(onMyself.every(({ refusal }) => refusal?.code === 'not-yourself'));
  });

  test('an admin can do nothing to another admin, a super admin can (G10)', () => {
    assert.deepEqual(possible(as('admin'), user({ role: 'admin' })), []);
    assert.deepEqual(possible(as('admin'), user({ role: 'admin', status: 'invited' })), []);
    assert.ok(possible(as('super_admin'), user({ role: 'admin' })).includes('suspend'));
  });

  test('who only sees users is offered nothing', () => {
    assert.deepEqual(actsOn({ member_id: ME, permissions: ['users.view'] }, user({})), []);
  });
});

describe('what is offered on many', () => {
  test('a selection of invited ones only is withdrawn, a mixed one is a deletion that withdraws (I11)', () => {
    const invited = user({ status: 'invited' });
    assert.equal(bulkActs(as('admin'), [invited, invited]).at(-1)?.act, 'withdraw');
    assert.equal(bulkActs(as('admin'), [invited, user({})]).at(-1)?.act, 'delete');
  });

  test('what is possible on one of them is offered', () => {
    const offers = bulkActs(as('admin'), [user({ status: 'invited' }), user({}), user({ role: 'holder' })]);
    assert.deepEqual(
      offers.map(({ act }) => act),
      ['resend', 'change-role', 'suspend', 'add-to-group', 'remove-from-group', 'send-reset', 'sign-out', 'delete'],
    );
    assert.ok(offers.every(({ refusal }) => refusal === undefined));
  });

  test('what is possible on nobody says why, and not that somebody has the wrong status', () => {
    const offers = bulkActs(as('admin'), [user({ status: 'invited' }), user({ role: 'holder' })]);
    assert.equal(offers.find(({ act }) => act === 'suspend')?.refusal?.code, 'holder-is-untouchable');
  });

  test('to all that match is offered what makes sense on the statuses shown', () => {
    const grouping = ['add-to-group', 'remove-from-group'];
    assert.deepEqual(actsOnAll(as('admin'), ['invited']), ['resend', 'change-role', ...grouping, 'delete']);
    assert.deepEqual(actsOnAll(as('admin'), ['inactive']), [
      'change-role',
      'suspend',
      ...grouping,
      'send-reset',
      'delete',
    ]);
    assert.equal(actsOnAll(as('admin'), []).length, 8);
    assert.deepEqual(actsOnAll(as('member'), []), []);
  });
});

describe('who puts users into groups', () => {
  test('G9: who manages groups only is offered groups only, who manages users only is not', () => {
    const grouping = ['add-to-group', 'remove-from-group'];
    assert.deepEqual(
      bulkActs(holding('groups.manage'), [user({}), user({ status: 'invited' })]).map(({ act }) => act),
      grouping,
    );
    assert.deepEqual(actsOnAll(holding('groups.manage'), ['suspended']), grouping);
    assert.ok(bulkActs(holding('users.manage'), [user({})]).every(({ act }) => !grouping.includes(act)));
    assert.deepEqual([holding('groups.manage'), holding('users.manage'), as('member')].map(mayChoose), [
      true,
      true,
      false,
    ]);
  });

  test('G10: nobody puts themselves into a group but the holder, and nobody who is stronger', () => {
    assert.equal(mayGroup(as('admin'), user({})), true);
    assert.equal(mayGroup(as('admin'), user({ id: ME })), false);
    assert.equal(mayGroup(as('admin'), user({ role: 'admin' })), false);
    assert.equal(mayGroup(as('super_admin'), user({ role: 'admin' })), true);
    assert.equal(mayGroup(as('super_admin'), user({ role: 'holder' })), false);
    assert.equal(mayGroup({ ...as('holder'), role: 'holder' }, user({ id: ME, role: 'holder' })), true);
    assert.equal(mayGroup(holding('users.manage'), user({})), false);
  });

  test('what can be done to nobody of many says why', () => {
    const [offer] = bulkActs(holding('groups.manage'), [user({ role: 'admin' })]);
    assert.equal(offer?.refusal?.code, 'stronger-member');
  });
});

describe('which roles are given', () => {
  test('an admin gives plain members only, a super admin every role but the holder’s (G10)', () => {
    assert.deepEqual(rolesToGive(as('admin')), ['member']);
    assert.deepEqual(rolesToGive(as('super_admin')), ['member', 'admin', 'super_admin']);
  });

  test('of one user another role than theirs is chosen at first, of several the least one', () => {
    assert.equal(firstRole(as('super_admin'), [user({})]), 'admin');
    assert.equal(firstRole(as('super_admin'), [user({ role: 'admin' })]), 'member');
    assert.equal(firstRole(as('super_admin'), [user({}), user({})]), 'member');
    assert.equal(firstRole(as('admin'), [user({})]), 'member');
  });
});

test('G4, G10: access is given to others who are no stronger, never to oneself and never to the holder', () => {
  assert.equal(mayGive(as('admin'), user({})), true);
  assert.equal(mayGive(as('admin'), user({ role: 'admin' })), false);
  assert.equal(mayGive(as('super_admin'), user({ role: 'admin' })), true);
  assert.equal(mayGive(as('super_admin'), user({ id: ME })), false);
  assert.equal(mayGive(as('holder'), user({ role: 'holder' })), false);
  assert.equal(mayGive(as('member'), user({})), false);
});

test('suspending and reinstating take each other back (P6), nothing else does', () => {
  assert.equal(undoOf('suspend'), 'reinstate');
  assert.equal(undoOf('reinstate'), 'suspend');
  assert.equal(undoOf('delete'), undefined);
});

test('G5: who looks after some groups only is offered what is open to them, and gives no roles', () => {
  const held = ['users.view', 'users.manage', 'groups.manage'] as const;
  const limits = { permissions: [...held], user_groups: [{ id: 'sales', name: 'Sales' }], computer_groups: null };
  const manager: Viewer = { member_id: 'manager', permissions: [], limits };
  const somebody = user({});
  assert.equal(mayManage(manager), true);
  assert.deepEqual(
    actsOn(manager, somebody).map(({ act, refusal }) => [act, refusal]),
    ['send-reset', 'sign-out', 'suspend', 'delete'].map((act) => [act, undefined]),
  );
  assert.deepEqual(
    bulkActs(manager, [somebody]).map(({ act }) => act),
    ['suspend', 'add-to-group', 'remove-from-group', 'send-reset', 'sign-out', 'delete'],
  );
  assert.ok(!actsOnAll(manager, []).includes('change-role'));
  assert.deepEqual(actsOnAll(manager, ['suspended']), ['reinstate', 'add-to-group', 'remove-from-group', 'delete']);
  const shared = user({ in_groups: { own: 1, others: 2 } });
  assert.ok(
    bulkActs(manager, [shared]).every(({ refusal }) => refusal?.code === 'reaches-further'),
    'G11: who is in groups of others, too',
  );
  assert.ok(bulkActs(manager, [shared, somebody]).every(({ refusal }) => refusal === undefined));
  const admin = user({ role: 'admin', permissions: ['users.view'] });
  assert.equal(refuseAct('suspend', manager, admin)?.code, 'stronger-member');
});

const ME = 'me';

function as(role: Role): Viewer {
  return { member_id: ME, permissions: permissionsOf(role) };
}

function holding(permission: Permission): Viewer {
  return { member_id: ME, permissions: ['users.view', permission] };
}

function possible(viewer: Viewer, on: User): string[] {
  return actsOn(viewer, on)
    .filter(({ refusal }) => refusal === undefined)
    .map(({ act }) => act);
}

function user(given: Partial<User>): User {
  const plain = { id: 'u', email: 'u@example.com', name: 'U', role: 'member', status: 'active' } as const;
  const moments = { made_at: '2026-01-01T00:00:00.000Z', last_entered_at: null, inactive: false, no_access: false };
  const rights = { custom_role: null, permissions: [...permissionsOf(given.role ?? 'member')] };
  return { ...plain, ...moments, ...rights, invited_by: null, invitation: null, in_groups: null, ...given };
}
