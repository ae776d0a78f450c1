import assert from 'node:assert/strict';
import { test } from 'node:test';
import { draftOf, givenIn, noAccess, withComputer, withoutComputer } from './access.ts';

const desk = { id: 'd', label: 'Desk' };

test('G4: chosen groups and computers are sent as their ids, and nothing chosen is no access', () => {
  const read = { kind: 'chosen', groups: [{ id: 'g', name: 'Lab' }], computers: [{ id: 'd', name: 'Desk' }] } as const;
  assert.deepEqual(givenIn(draftOf({ ...read, groups: [...read.groups], computers: [...read.computers] })), {
    kind: 'chosen',
    group_ids: ['g'],
    computer_ids: ['d'],
  });
  assert.deepEqual(givenIn({ ...noAccess, kind: 'chosen' }), { kind: 'none' });
  assert.deepEqual(givenIn({ ...noAccess, kind: 'all', computers: [desk] }), { kind: 'all' });
});

test('one computer more or less leaves everything else as it is', () => {
  assert.deepEqual(withComputer(noAccess, desk), { kind: 'chosen', groups: [], computers: [desk] });
  const all = { ...noAccess, kind: 'all' } as const;
  assert.equal(withComputer(all, desk), all);
  assert.deepEqual(withoutComputer(withComputer(noAccess, desk), 'd').computers, []);
});
