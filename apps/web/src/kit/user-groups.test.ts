import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placedGroups } from './user-groups.ts';

const row = (id: string, parent_id: string | null, kind: 'none' | 'all' | 'chosen' = 'none') => ({
  id,
  parent_id,
  name: id.toUpperCase(),
  kind,
});

test('G1: groups are read as a tree, each with the names of those above it', () => {
  const rows = [row('a', null), row('b', null), row('c', 'a'), row('d', 'b'), row('e', 'c')];
  assert.deepEqual(
    placedGroups(rows).map(({ path }) => path),
    ['A', 'A › C', 'A › C › E', 'B', 'B › D'],
  );
});

test('G4: a group opens what those above it open, too', () => {
  const rows = [row('a', null, 'chosen'), row('b', 'a'), row('c', 'a', 'all'), row('d', 'c', 'chosen'), row('e', null)];
  assert.deepEqual(
    placedGroups(rows).map(({ id, opens }) => `${id} ${opens}`),
    ['a chosen', 'b chosen', 'c all', 'd all', 'e none'],
  );
});
