import assert from 'node:assert/strict';
import { test } from 'node:test';
import { acts, refuseAct } from './acts.ts';

test('a group with sub-groups is not deleted, and below one of the fifth level none is made: the menu says why (G1)', () => {
  const refused = (standing: Parameters<typeof refuseAct>[1]) =>
    acts.flatMap((act) => refuseAct(act, standing)?.code ?? []);
  assert.deepEqual(refused({ level: 1, isParent: false }), []);
  assert.deepEqual(refused({ level: 4, isParent: true }), ['group-has-groups']);
  assert.deepEqual(refused({ level: 5, isParent: false }), ['groups-too-deep']);
});

test('G11: the uppermost group that somebody looks after stays what and where it is; others may stand below it', () => {
  const top = { level: 1, isParent: false, isOwnTop: true };
  assert.deepEqual(
    acts.map((act) => refuseAct(act, top)?.code),
    [undefined, 'reaches-further', 'reaches-further', 'reaches-further'],
  );
});
