import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Computer } from '../kit/computer.ts';
import { askedOf, idOf, jobOf, NONE } from './question.ts';

const [desk, lab] = [{ name: 'Desk' }, { name: 'Lab' }] as [Computer, Computer];

test('it is asked about those to which it will be done, and about one alone by name', () => {
  const which = { computers: [desk, lab] };
  assert.deepEqual(askedOf({ which, forecast: undefined }), { count: 2, name: 'Desk' });
  const kept = [{ item: desk, refusal: { code: 'not-waiting' } as const }];
  assert.deepEqual(askedOf({ which, forecast: { count: 1, consequences: [], kept } }), { count: 1, name: 'Lab' });
});

test('of all that match it is asked about as many as the list says, until it is counted', () => {
  const which = { filter: {}, total: { count: 1000, more: true } };
  assert.equal(askedOf({ which, forecast: undefined }).count, 1000);
  assert.equal(askedOf({ which, forecast: { count: 4711, consequences: [], kept: [] } }).count, 4711);
});

test('no group and no owner are nothing to the API', () => {
  assert.equal(idOf(NONE), null);
  assert.equal(idOf('g'), 'g');
});

test('a job gives what was picked, and acts that give nothing name nothing', () => {
  const filter = { search: 'lab' };
  assert.deepEqual(jobOf('move', filter, 'g'), { act: 'move', filter, group_id: 'g' });
  assert.deepEqual(jobOf('owner', filter, NONE), { act: 'set-owner', filter, owner_id: null });
  assert.deepEqual(jobOf('remove', filter, undefined), { act: 'remove', filter });
});
