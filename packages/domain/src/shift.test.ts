import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Limited, Limits } from './limited.ts';
import { changeOf } from './shift.ts';

test('G8: who loses a group of their limits may do everything of it for fewer, and nothing less otherwise', () => {
  const change = changeOf(within({ users: ['a', 'b'] }), within({ users: ['a'] }));
  assert.deepEqual(names(change), [[], [], ['users.view', 'users.manage'], []]);
  assert.deepEqual(change.shifts, [
    { side: 'users', isSeenInOne: true, from: ['a', 'b'], to: ['a'] },
    { side: 'users', isSeenInOne: false, from: ['a', 'b'], to: ['a'] },
  ]);
});

test('G8: a limit that is given narrows, one that is taken away widens, and another does both', () => {
  const [whole, one, other] = [within({}), within({ users: ['a'] }), within({ users: ['b'] })];
  assert.deepEqual(names(changeOf(whole, one))[2], HELD);
  assert.deepEqual(names(changeOf(one, whole))[3], HELD);
  assert.deepEqual(names(changeOf(one, other)), [[], [], HELD, HELD]);
  assert.deepEqual(names(changeOf(one, one)), [[], [], [], []]);
});

test('G8: a permission that goes or comes does so where it counted, and without limits nowhere but in itself', () => {
  const nobody = { permissions: [] };
  const going = changeOf(within({ users: ['a'] }), nobody);
  assert.deepEqual([names(going)[0], going.shifts.length], [HELD, 2]);
  const whole: Limited = { permissions: HELD };
  assert.deepEqual([names(changeOf(nobody, whole))[1], changeOf(nobody, whole).shifts], [HELD, []]);
});

test('G8: limits on what somebody holds for the whole account anyway change nothing', () => {
  const also = (limited: Limited): Limited => ({ ...limited, permissions: HELD });
  const change = changeOf(also(within({ users: ['a'] })), also(within({ users: ['b'] })));
  assert.deepEqual([names(change).flat(), change.shifts], [[], []]);
});

test('G5: what knows user groups alone does not change with computer groups', () => {
  const both = (computers: string[]) => within({ users: ['a'], computers }, ['access.grant', 'users.view']);
  assert.deepEqual(names(changeOf(both(['x']), both(['y'])))[2], ['access.grant']);
});

test('G8: what is moved crosses limits that stay the same, and who is in one of the groups is seen and no more', () => {
  const limits = within({ users: ['a'] });
  const moved = (before: string[], after: string[]) => ({ users: [{ before, after, ids: ['u', 'v'] }], computers: [] });
  const freed = changeOf(limits, limits, moved(['a', 'x'], ['a']));
  assert.deepEqual(names(freed), [[], [], [], ['users.manage']]);
  assert.deepEqual(freed.shifts.at(0)?.crossing, { out: [], in: ['u', 'v'] });
  assert.deepEqual(names(changeOf(limits, limits, moved(['a'], []))), [[], [], HELD, []]);
  assert.deepEqual(names(changeOf(limits, limits, moved(['a', 'x'], ['a', 'y']))).flat(), []);
  const both = within({ users: ['a', 'b'] });
  const gone = changeOf(both, limits, moved(['a', 'b'], ['a']));
  assert.deepEqual([names(gone)[2], gone.shifts.flatMap(({ crossing }) => crossing?.out ?? [])], [HELD, []]);
});

const HELD = ['users.view', 'users.manage'] as const satisfies Limits['permissions'];

function within(
  { users = null, computers = null }: Partial<Pick<Limits, 'users' | 'computers'>>,
  permissions: Limits['permissions'] = HELD,
): Limited {
  return { permissions: [], limits: { permissions, user_tops: users, users, computers } };
}

function names({ lost, gained, narrowed, widened }: ReturnType<typeof changeOf>) {
  return [lost, gained, narrowed, widened];
}
