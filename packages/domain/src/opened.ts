/** The group of computers that are in none. */
export const UNGROUPED = '';

/** What is open to somebody: all computers, groups of them, and single ones, each with the group it is in. */
export type Opened = { all: boolean; groups: ReadonlySet<string>; computers: ReadonlyMap<string, string> };

/**
 * Members to whom the same was open before an act as to each other, and the same after it: those who reach nothing besides, and those who do,
 * by access of their own or as owners, which the act does not touch.
 */
export type Alike = {
  before: Opened;
  after: Opened;
  members: readonly string[];
  withOwn: readonly { id: string; own: Opened }[];
};

/** Who reaches fewer computers than before, and which are reached by fewer: groups of them without a few, and single ones. */
export type Lost = { members: string[]; groups: Map<string, ReadonlySet<string>>; computers: Set<string> };

const NONE: ReadonlySet<string> = new Set();

/**
 * What an act takes from members; what it gives them is the same with before and after exchanged. `sizes` says how many computers each group
 * has. It never looks at a member and a computer together: ten thousand who lose fifty thousand are a few kinds and a few groups.
 */
export function lostBy(kinds: readonly Alike[], sizes: ReadonlyMap<string, number>): Lost {
  const lost: Lost = { members: [], groups: new Map(), computers: new Set() };
  for (const kind of kinds) {
    const base = lossOf(kind, sizes);
    if (base.groups.size + base.computers.size > 0) addLosses(lost, { kind, base, sizes });
  }
  return lost;
}

type Loss = { groups: ReadonlyMap<string, ReadonlySet<string>>; computers: ReadonlyMap<string, string> };

/** What is lost by who has nothing of their own: of each group all but those that are still open one by one. */
function lossOf({ before, after }: Alike, sizes: ReadonlyMap<string, number>): Loss {
  const groups = new Map<string, ReadonlySet<string>>();
  const computers = new Map<string, string>();
  if (after.all) return { groups, computers };
  const kept = byGroup(after);
  for (const group of before.all ? sizes.keys() : before.groups) {
    const but = kept.get(group) ?? NONE;
    if (!after.groups.has(group) && (sizes.get(group) ?? 0) > but.size) groups.set(group, but);
  }
  if (before.all) return { groups, computers };
  for (const [id, group] of before.computers)
    if (!after.groups.has(group) && !groups.has(group) && !after.computers.has(id)) computers.set(id, group);
  return { groups, computers };
}

function byGroup({ computers }: Opened): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const [id, group] of computers) found.set(group, (found.get(group) ?? new Set()).add(id));
  return found;
}

type Adding = { kind: Alike; base: Loss; sizes: ReadonlyMap<string, number> };

function addLosses(lost: Lost, { kind: { members, withOwn }, base, sizes }: Adding): void {
  // How many have something of their own in a group: while there is anybody without, what they keep there keeps nobody else from losing.
  const touched = new Map<string, number>();
  const others = withOwn.filter(({ own }) => !own.all);
  for (const { id, own } of others) {
    const groups = groupsTouched(base, own);
    for (const group of groups) touched.set(group, (touched.get(group) ?? 0) + 1);
    const ofTouched = lossOfTouched({ base, own, sizes }, groups);
    const single = [...base.computers].filter(([one, group]) => !own.groups.has(group) && !own.computers.has(one));
    for (const [group, but] of ofTouched) addGroup(lost, group, but);
    for (const [one] of single) lost.computers.add(one);
    if (base.groups.size > groups.length || ofTouched.length > 0 || single.length > 0) lost.members.push(id);
  }
  lost.members.push(...members);
  for (const [group, but] of base.groups)
    if (members.length > 0 || (touched.get(group) ?? 0) < others.length) addGroup(lost, group, but);
  if (members.length > 0) for (const one of base.computers.keys()) lost.computers.add(one);
}

function groupsTouched({ groups }: Loss, own: Opened): string[] {
  return [...new Set([...own.groups, ...own.computers.values()])].filter((group) => groups.has(group));
}

function lossOfTouched(
  { base, own, sizes }: { base: Loss; own: Opened; sizes: ReadonlyMap<string, number> },
  groups: readonly string[],
): [string, ReadonlySet<string>][] {
  if (groups.length === 0) return [];
  const theirs = byGroup(own);
  return groups
    .filter((group) => !own.groups.has(group))
    .map((group): [string, ReadonlySet<string>] => [
      group,
      new Set([...(base.groups.get(group) ?? NONE), ...(theirs.get(group) ?? NONE)]),
    ])
    .filter(([group, but]) => (sizes.get(group) ?? 0) > but.size);
}

/** A computer is lost by somebody unless everybody who loses the group keeps it. */
function addGroup({ groups }: Lost, group: string, but: ReadonlySet<string>): void {
  const known = groups.get(group);
  if (known === undefined) groups.set(group, but);
  else if (known.size > 0) groups.set(group, new Set([...known].filter((id) => but.has(id))));
}
