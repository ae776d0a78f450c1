import assert from 'node:assert/strict';
import { test } from 'node:test';
import { grantablePermissions, permissions } from '@latchkey/domain/role';
import { byArea, isSame, nowhere, ticksOf } from './permission-areas.ts';

test('G5: every permission stands in exactly one area', () => {
  const listed = byArea(permissions).flatMap((area) => area.permissions);
  assert.deepEqual(listed.toSorted(), [...permissions].toSorted());
  assert.deepEqual(byArea(['sessions.end']), [{ area: 'sessions', permissions: ['sessions.end'] }]);
});

test('G10: who chooses permissions can give and take what they hold, and nothing else', () => {
  const mine = ['users.view', 'users.manage'] as const;
  const ticks = ticksOf({ chosen: ['users.view', 'audit.view'], start: ['audit.view'], mine, inherited: nowhere });
  assert.deepEqual(
    ticks.map(({ permission }) => permission),
    grantablePermissions,
  );
  const of = (wanted: string) => ticks.find(({ permission }) => permission === wanted);
  assert.deepEqual(of('users.view'), { permission: 'users.view', isTicked: true, lock: undefined, from: [] });
  assert.deepEqual(of('audit.view'), { permission: 'audit.view', isTicked: true, lock: 'lacking', from: [] });
  assert.deepEqual(of('sessions.end'), { permission: 'sessions.end', isTicked: false, lock: 'lacking', from: [] });
});

test('G2: what comes from elsewhere is ticked and locked, with where from; what was given besides can still be taken back', () => {
  const inherited = new Map([['users.view', ['Office']] as const, ['sessions.view', ['Office']] as const]);
  const choice = { start: ['users.view'], mine: grantablePermissions, inherited } as const;
  const ticks = ticksOf({ ...choice, chosen: [] });
  const of = (wanted: string) => ticks.find(({ permission }) => permission === wanted);
  assert.deepEqual(of('users.view'), { permission: 'users.view', isTicked: false, lock: undefined, from: ['Office'] });
  assert.deepEqual(of('sessions.view'), {
    permission: 'sessions.view',
    isTicked: true,
    lock: 'inherited',
    from: ['Office'],
  });
});

test('two choices are the same whatever their order', () => {
  assert.equal(isSame(['users.view', 'audit.view'], ['audit.view', 'users.view']), true);
  assert.equal(isSame(['users.view'], ['audit.view']), false);
  assert.equal(isSame(['users.view'], []), false);
});
