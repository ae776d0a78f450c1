import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Computer } from '../kit/computer.ts';
import { askedOf, idOf, NONE } from './question.ts';

const [desk, lab] = [{ name: 'Desk' }, { name: 'Lab' }] as [Computer, Computer];

test('it is asked about those to which it will be done, and about one alone by name', () => {
  assert.deepEqual(askedOf({ computers: [desk, lab], forecast: undefined }), { count: 2, name: 'Desk' });
  const kept = [{ item: desk, refusal: { code: 'not-waiting' } as const }];
  assert.deepEqual(askedOf({ computers: [desk, lab], forecast: { consequences: [], kept } }), {
    count: 1,
    name: 'Lab',
  });
});

test('no group and no owner are nothing to the API', () => {
  assert.equal(idOf(NONE), null);
  assert.equal(idOf('g'), 'g');
});
