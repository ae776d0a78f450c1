import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Alike, lostBy, type Opened, UNGROUPED } from './opened.ts';

const GROUPS = ['sales', 'lab', UNGROUPED];
const COMPUTERS = new Map(Array.from({ length: 9 }, (_, nth) => [`c${nth}`, GROUPS[nth % 3] ?? '']));

test('G8: what an act takes is told like by looking at every member and every computer', () => {
  const draw = randomOf(7);
  for (let round = 0; round < 3_000; round += 1) {
    const kinds = Array.from({ length: 1 + pick(draw, 3) }, (_, nth) => kindOf(draw, nth));
    for (const asked of [kinds, kinds.map(exchanged)]) {
      const { members, computers } = oneByOne(asked);
      const lost = lostBy(asked, sizes());
      assert.deepEqual(lost.members.toSorted(), members, JSON.stringify(asked, shown));
      assert.deepEqual(named(lost), computers, JSON.stringify(asked, shown));
    }
  }
});

test('G8: ten thousand who lose fifty thousand computers, each with one of their own, are counted at once', () => {
  const group = (nth: number) => `g${nth % 1_000}`;
  const before: Opened = { all: true, groups: new Set(), computers: new Map() };
  const after: Opened = { all: false, groups: new Set(), computers: new Map() };
  const withOwn = Array.from({ length: 10_000 }, (_, nth) => ({
    id: `m${nth}`,
    own: { all: false, groups: new Set<string>(), computers: new Map([[`c${nth}`, group(nth)]]) },
  }));
  const of = new Map(Array.from({ length: 1_000 }, (_, nth) => [group(nth), 50]));
  const lost = lostBy([{ before, after, members: [], withOwn }], of);
  assert.deepEqual([lost.members.length, lost.groups.size], [10_000, 1_000]);
  assert.ok([...lost.groups.values()].every((but) => but.size === 0));
});

function sizes(): Map<string, number> {
  return new Map(GROUPS.map((group) => [group, [...COMPUTERS.values()].filter((one) => one === group).length]));
}

function reaches(opened: Opened, id: string, group: string): boolean {
  return opened.all || (group !== UNGROUPED && opened.groups.has(group)) || opened.computers.has(id);
}

function oneByOne(kinds: readonly Alike[]): { members: string[]; computers: string[] } {
  const pairs = kinds.flatMap(({ before, after, members, withOwn }) => {
    const everybody = [...members.map((id) => ({ id, own: nothing() })), ...withOwn];
    return everybody.flatMap(({ id, own }) =>
      [...COMPUTERS]
        .filter(
          ([one, group]) => reaches(before, one, group) && !reaches(after, one, group) && !reaches(own, one, group),
        )
        .map(([one]) => ({ id, one })),
    );
  });
  return {
    members: [...new Set(pairs.map(({ id }) => id))].toSorted(),
    computers: [...new Set(pairs.map(({ one }) => one))].toSorted(),
  };
}

function named({ groups, computers }: ReturnType<typeof lostBy>): string[] {
  const ofGroups = [...COMPUTERS].filter(([id, group]) => groups.has(group) && !groups.get(group)?.has(id));
  return [...new Set([...ofGroups.map(([id]) => id), ...computers])].toSorted();
}

function exchanged(kind: Alike): Alike {
  return { ...kind, before: kind.after, after: kind.before };
}

function nothing(): Opened {
  return { all: false, groups: new Set(), computers: new Map() };
}

type Draw = () => number;

function kindOf(draw: Draw, nth: number): Alike {
  const some = (stem: string) => Array.from({ length: pick(draw, 3) }, (_, of) => `${stem}${nth}${of}`);
  return {
    before: openedOf(draw),
    after: openedOf(draw),
    members: some('m'),
    withOwn: some('o').map((id) => ({ id, own: openedOf(draw) })),
  };
}

function openedOf(draw: Draw): Opened {
  const computers = [...COMPUTERS].filter(() => draw() < 0.3);
  const groups = GROUPS.filter((group) => group !== UNGROUPED && draw() < 0.4);
  return { all: draw() < 0.15, groups: new Set(groups), computers: new Map(computers) };
}

function pick(draw: Draw, beyond: number): number {
  return Math.floor(draw() * beyond);
}

/** The same numbers every time (Mulberry32). */
function randomOf(seed: number): Draw {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function shown(_: string, value: unknown): unknown {
  return value instanceof Set || value instanceof Map ? [...value] : value;
}
