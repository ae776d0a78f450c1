import assert from 'node:assert/strict';
import { test } from 'node:test';
import { choose, extentOf, nothingSelected, type Choice, type Selected } from './selection.ts';

const order = ['a', 'b', 'c', 'd', 'e'];

test('a click chooses a row and a second one lets it go', () => {
  assert.deepEqual(chosen({ act: 'toggle', id: 'b' }), ['b']);
  assert.deepEqual(chosen({ act: 'toggle', id: 'b' }, { act: 'toggle', id: 'b' }), []);
});

test('shift chooses everything from the last row touched, in either direction', () => {
  assert.deepEqual(chosen({ act: 'toggle', id: 'b' }, { act: 'range', id: 'd', order }), ['b', 'c', 'd']);
  assert.deepEqual(chosen({ act: 'toggle', id: 'd' }, { act: 'range', id: 'b', order }), ['b', 'c', 'd']);
});

test('shift on a chosen row lets the whole range go', () => {
  assert.deepEqual(chosen({ act: 'all', order }, { act: 'toggle', id: 'b' }, { act: 'range', id: 'd', order }), [
    'a',
    'e',
  ]);
});

test('shift without a row touched before is a plain click', () => {
  assert.deepEqual(chosen({ act: 'range', id: 'c', order }), ['c']);
});

test('a row that is gone does not stay chosen, so that no act can reach it', () => {
  assert.deepEqual(chosen({ act: 'all', order }, { act: 'keep', order: ['a', 'c'] }), ['a', 'c']);
});

test('nothing changes when every chosen row is still there', () => {
  const before = choose(nothingSelected, { act: 'toggle', id: 'a' });
  assert.equal(choose(before, { act: 'keep', order }), before);
});

test('the box above all says whether none, some or all are chosen', () => {
  const one = choose(nothingSelected, { act: 'toggle', id: 'a' });
  assert.equal(extentOf(nothingSelected, order), 'none');
  assert.equal(extentOf(one, order), 'some');
  assert.equal(extentOf(choose(one, { act: 'all', order }), order), 'all');
  assert.equal(extentOf(nothingSelected, []), 'none');
});

function chosen(...choices: Choice[]): string[] {
  const end = choices.reduce<Selected>(choose, nothingSelected);
  return [...end.ids].toSorted();
}
