import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noAccess } from '../kit/access.ts';
import { nextGroups, promisedBy, stillThere } from './invite-groups.ts';

const support = { id: 's', label: 'Support', opens: 'all' } as const;
const sales = { id: 'a', label: 'Sales', opens: 'none' } as const;
const desk = { id: 'd', label: 'Desk 12' };
const office = { id: 'o', label: 'Office' };

test('before it is sent an invitation says what they will reach: by their own access and through each group that opens anything', () => {
  assert.deepEqual(promisedBy(noAccess, [], false), [{ by: 'nothing' }]);
  assert.deepEqual(promisedBy(noAccess, [sales], false), [{ by: 'nothing' }]);
  assert.deepEqual(promisedBy({ kind: 'chosen', groups: [office], computers: [desk] }, [sales, support], false), [
    { by: 'chosen', names: ['Office', 'Desk 12'] },
    { by: 'group', opens: 'all', group: 'Support' },
  ]);
  assert.deepEqual(promisedBy({ ...noAccess, kind: 'chosen' }, [], false), [{ by: 'nothing' }], 'nothing is chosen');
  assert.deepEqual(promisedBy(noAccess, [], true), [{ by: 'all' }], 'everything is granted (I2)');
});

test('a group that is gone meanwhile is chosen no more, and one that was renamed has its new name', () => {
  const groups = [{ id: 's', path: 'Help › Support', opens: 'chosen' }] as const;
  assert.deepEqual(stillThere([sales, support], groups), [{ id: 's', label: 'Help › Support', opens: 'chosen' }]);
});

test('after an act the groups stay chosen, those that open all computers only for those who are left', () => {
  assert.deepEqual(nextGroups([sales, support], ''), [sales]);
  assert.deepEqual(nextGroups([sales, support], 'b@'), [sales, support]);
});
