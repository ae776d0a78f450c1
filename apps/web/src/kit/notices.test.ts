import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foldedIn, timesOf, toRemember, unfolded, type Posted } from './notices.ts';

const outage = notice('1', 'outage');
const maintenance = notice('2', 'maintenance');
const information = notice('3', 'information');
const all = [outage, maintenance, information];

test('O2: a notice is shown until somebody folds it away in this browser', () => {
  assert.deepEqual(unfolded(all, foldedIn(undefined)), all);
  assert.deepEqual(unfolded(all, foldedIn('2')), [outage, information]);
});

test('O2: an outage that was folded away comes back when the page is loaded anew, the others stay away', () => {
  const remembered = toRemember(all, new Set(['1', '2', '3']));
  assert.deepEqual(unfolded(all, foldedIn(remembered)), [outage]);
});

test('a browser does not remember notices that are over', () => {
  assert.equal(toRemember([information], new Set(['2', '3', 'long ago'])), '3');
});

test('a notice says from when to when it holds, as far as it is known', () => {
  const [from, to] = ['2026-08-14T20:00:00.000Z', '2026-08-14T21:30:00.000Z'];
  assert.deepEqual(timesOf({ starts_at: from, ends_at: to }), { of: 'span', from, to });
  assert.deepEqual(timesOf({ starts_at: from, ends_at: null }), { of: 'start', from });
  assert.deepEqual(timesOf({ starts_at: null, ends_at: to }), { of: 'end', to });
  assert.equal(timesOf({ starts_at: null, ends_at: null }), undefined);
});

function notice(id: string, kind: Posted['kind']): Posted {
  return { id, kind, text: 'Something', starts_at: null, ends_at: null };
}
