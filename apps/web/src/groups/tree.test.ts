import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  everyParent,
  lineNamed,
  linesOf,
  mayHaveBelow,
  openAtFirst,
  placesFor,
  placesForNew,
  stepOf,
  treeOf,
  wayOf,
  type Group,
} from './tree.ts';

const groups = [
  group('sales'),
  group('support'),
  group('day', 'support', 'all'),
  group('night', 'support'),
  group('weekend', 'night'),
  group('holidays', 'weekend'),
  group('christmas', 'holidays'),
];
const tree = treeOf(groups);
const everything = everyParent(groups);

test('the tree shows what is open, each line with its level and its place among its neighbours (G1)', () => {
  assert.deepEqual(namesOf(linesOf(tree, new Set(), '')), ['sales', 'support']);
  const lines = linesOf(tree, new Set(['support']), '');
  assert.deepEqual(
    lines.map(({ group: { id }, level, place, beside, isOpen }) => [id, level, place, beside, isOpen]),
    [
      ['sales', 1, 1, 2, undefined],
      ['support', 1, 2, 2, true],
      ['day', 2, 1, 2, undefined],
      ['night', 2, 2, 2, false],
    ],
  );
});

test('a group has what those above it open, however far above, and never what those beside it open (G4)', () => {
  const opened = treeOf(groups.map((one) => (one.id === 'night' ? { ...one, kind: 'chosen' } : one)));
  const inherits = linesOf(opened, everything, '').filter(({ hasFromAbove }) => hasFromAbove);
  assert.deepEqual(namesOf(inherits), ['weekend', 'holidays', 'christmas']);
});

test('who looks for a name sees the way to it, closed groups too', () => {
  const lines = linesOf(tree, new Set(), 'WEEK');
  assert.deepEqual(namesOf(lines), ['support', 'night', 'weekend']);
  assert.deepEqual(namesOf(lines.filter(({ isOnlyTheWay }) => !isOnlyTheWay)), ['weekend']);
  assert.ok(
    lines.every(({ isOpen }) => isOpen === undefined),
    'there is nothing to open or close',
  );
  assert.deepEqual(linesOf(tree, everything, 'nobody'), []);
});

test('a small tree is open when it is first seen, a large one shows its top', () => {
  assert.deepEqual([...openAtFirst(groups)].toSorted(), ['holidays', 'night', 'support', 'weekend']);
  const many = Array.from({ length: 100 }, (_, at) => group(`g${at}`, at === 0 ? null : 'g0'));
  assert.equal(openAtFirst(many).size, 0);
});

test('the keys go through the tree as in every other', () => {
  const lines = linesOf(tree, new Set(['support']), '');
  assert.deepEqual(stepOf('ArrowDown', 0, lines), { go: 1 });
  assert.equal(stepOf('ArrowUp', 0, lines), undefined);
  assert.equal(stepOf('ArrowDown', 3, lines), undefined);
  assert.deepEqual(stepOf('End', 0, lines), { go: 3 });
  assert.deepEqual(stepOf('Home', 3, lines), { go: 0 });
  assert.deepEqual(stepOf('ArrowRight', 3, lines), { toggle: true }, 'a closed one opens');
  assert.deepEqual(stepOf('ArrowRight', 1, lines), { go: 2 }, 'an open one leads to its first');
  assert.equal(stepOf('ArrowRight', 0, lines), undefined, 'nothing is below it');
  assert.deepEqual(stepOf('ArrowLeft', 1, lines), { toggle: true }, 'an open one closes');
  assert.deepEqual(stepOf('ArrowLeft', 3, lines), { go: 1 }, 'a closed one leads to its parent');
  assert.equal(stepOf('ArrowLeft', 0, lines), undefined);
  assert.equal(stepOf('x', 0, lines), undefined);
});

test('letters lead to the next group that begins with them, round the end', () => {
  const lines = linesOf(tree, new Set(['support']), '');
  assert.equal(lineNamed('s', 0, lines), 1);
  assert.equal(lineNamed('s', 1, lines), 0);
  assert.equal(lineNamed('Su', 1, lines), 1);
  assert.equal(lineNamed('z', 0, lines), undefined);
});

test('a group is moved anywhere but to where it is, below itself, or on a sixth level (G1)', () => {
  assert.deepEqual(
    idsOf(placesFor(tree, find('night'))),
    ['sales'],
    'four levels fit below the top only, where it is not yet',
  );
  assert.deepEqual(idsOf(placesFor(tree, find('day'))), ['sales', 'night', 'weekend', 'holidays']);
  assert.deepEqual(idsOf(placesFor(tree, find('holidays'))), ['sales', 'support', 'day', 'night']);
});

test('a new group stands below any but those of the fifth level, told apart by what is above them (G1)', () => {
  assert.deepEqual(
    idsOf(placesForNew(tree)),
    groups.map(({ id }) => id).filter((id) => id !== 'christmas'),
  );
  assert.equal(mayHaveBelow(tree, find('christmas')), false);
  assert.equal(wayOf(tree, find('weekend')), 'support › night');
  assert.equal(placesForNew(tree).find(({ id }) => id === 'weekend')?.hint, 'support › night');
});

function group(id: string, parent: string | null = null, kind: Group['kind'] = 'none'): Group {
  return { id, parent_id: parent, name: id, version: 1, members: 0, permissions: [], kind };
}

function find(id: string): Group {
  return tree.byId.get(id) ?? assert.fail(id);
}

function namesOf(lines: readonly { group: Group }[]): string[] {
  return lines.map(({ group: { name } }) => name);
}

function idsOf(picks: readonly { id: string }[]): string[] {
  return picks.map(({ id }) => id);
}
