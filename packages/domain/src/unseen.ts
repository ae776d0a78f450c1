import type { AccessKind } from './computer.ts';
import type { Extent } from './limited.ts';
import type { Permission } from './role.ts';

type Named = { id: string; name: string };
type Brings = { permissions: readonly Permission[] };
/** What a user group opens: everything, or what is named. */
export type OpenedNames = { kind: AccessKind; groups: Named[]; computers: Named[] };

/**
 * What user groups bring, each with its name for who sees it; what all the others bring stands at the end, as of none (G11): neither which
 * they are nor how many is said.
 */
export function broughtAsSeen(
  brought: readonly (Brings & { group: Named })[],
  users: Extent['users'],
): (Brings & { group: Named | null })[] {
  const [seen, others] = parted(brought, users);
  if (others.length === 0) return seen;
  return [...seen, { group: null, permissions: [...new Set(others.flatMap(({ permissions }) => permissions))] }];
}

/** The same for what user groups open. */
export function openedAsSeen(
  opened: readonly (OpenedNames & { group: Named })[],
  users: Extent['users'],
): (OpenedNames & { group: Named | null })[] {
  const [seen, others] = parted(opened, users);
  if (others.length === 0) return seen;
  const kind = others.some((one) => one.kind === 'all') ? 'all' : 'chosen';
  const groups = eachOnce(others.flatMap((one) => one.groups));
  return [...seen, { group: null, kind, groups, computers: eachOnce(others.flatMap((one) => one.computers)) }];
}

function parted<G extends { group: Named }>(of: readonly G[], users: Extent['users']): [G[], G[]] {
  const isSeen = ({ group }: G) => users === null || users.includes(group.id);
  return [of.filter(isSeen), of.filter((one) => !isSeen(one))];
}

function eachOnce(named: readonly Named[]): Named[] {
  const each = [...new Map(named.map((one) => [one.id, one])).values()];
  return each.toSorted((a, b) => a.name.localeCompare(b.name, 'en') || a.id.localeCompare(b.id, 'en'));
}

/** A way to something through a user group: the one that brings it, and the one the member is in where that is another, below it. */
export type GroupWay = { by: Named | null; through: Named | null };

/** Ways through user groups as who sees these groups only is told them: those through others without names, each once, at the end (G11). */
export function waysAsSeen<W extends GroupWay>(
  ways: readonly W[],
  users: Extent['users'],
): (W & { unseen: boolean })[] {
  const nameOf = (group: Named | null) => (group && (users === null || users.includes(group.id)) ? group : null);
  const told = ways.map((way) => {
    const by = nameOf(way.by);
    return { ...way, by, through: nameOf(way.through), unseen: by === null };
  });
  const [seen, others] = [told.filter(({ unseen }) => !unseen), told.filter(({ unseen }) => unseen)];
  const unseen = [...new Map(others.map((way) => [JSON.stringify(way), way]))].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return [...seen, ...unseen.map(([, way]) => way)];
}
