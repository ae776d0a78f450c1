import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isToGive, groupsOf, wayFacts, wayId, whoIs } from './why.ts';

const support = { id: 's', name: 'Support' };
const level2 = { id: 'l', name: 'Level 2' };
const office = { id: 'o', name: 'Office' };
const own = { by: null, through: null, unseen: false };

test('G7: every kind of way has its sentence: one’s own, through a group, and through a group below the one that opens', () => {
  assert.equal(wayId({ kind: 'owner', ...own }), 'computers.why.way.owner');
  assert.equal(wayId({ kind: 'holder', ...own }), 'computers.why.way.holder');
  assert.equal(wayId({ kind: 'all', ...own }), 'computers.why.way.own.all');
  assert.equal(wayId({ kind: 'group', by: support, through: null, unseen: false }), 'computers.why.way.by.group');
  assert.equal(
    wayId({ kind: 'computer', by: support, through: level2, unseen: false }),
    'computers.why.way.through.computer',
  );
  assert.equal(wayId({ kind: 'all', by: null, through: office, unseen: true }), 'computers.why.way.unseen');
});

test('G7: a sentence names the groups on the way, and speaks to who asks of themselves', () => {
  const way = { kind: 'group', group: office, by: support, through: level2, unseen: false } as const;
  const member = { id: 'm', name: 'Mia' };
  const facts = { name: 'Mia', group: 'Office', by: 'Support', through: 'Level 2' };
  assert.deepEqual(wayFacts(way, { member }, 'm'), { who: 'me', ...facts });
  assert.deepEqual(wayFacts(way, { member }, 'a'), { who: 'other', ...facts });
  assert.deepEqual(groupsOf(way), [level2, support]);
  assert.deepEqual(groupsOf(own), []);
  assert.equal(whoIs('m', undefined), 'other');
});

test('G7: who could give access is said where access is what is missing', () => {
  assert.ok(isToGive({ missing: ['access'] }));
  assert.ok(isToGive({ missing: ['computer-not-active', 'only-own'] }));
  assert.ok(!isToGive({ missing: ['member-not-active'] }));
});
