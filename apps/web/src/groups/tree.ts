import type { listUserGroups } from '@latchkey/contract/group';
import type { Reply } from '@latchkey/contract/operation';
import { DEEPEST_GROUP } from '@latchkey/domain/group';
import { matching, type Pick } from '../kit/picks.ts';

/** A user group as the tree shows it. */
export type Group = Reply<typeof listUserGroups>['items'][number];

/** All groups, with what stands where: made once for as long as they stay as they are. */
export type Tree = {
  byId: ReadonlyMap<string, Group>;
  /** The groups below each, by name; at `null` those at the top. */
  below: ReadonlyMap<string | null, readonly Group[]>;
};

/** A line of the tree, as somebody who cannot see it hears it: how deep it is, and which of how many beside it. */
export type Line = {
  group: Group;
  level: number;
  place: number;
  beside: number;
  /** Whether what is below it is shown; undefined where nothing is. */
  isOpen: boolean | undefined;
  /** Whether a group above it opens computers, which it has as well (G4). */
  hasFromAbove: boolean;
  /** Stands here only because something below it is looked for. */
  isOnlyTheWay: boolean;
};

/** The groups as a tree. They come by name within their parent. */
export function treeOf(groups: readonly Group[]): Tree {
  return {
    byId: new Map(groups.map((group) => [group.id, group])),
    below: Map.groupBy(groups, ({ parent_id }) => parent_id),
  };
}

/** The groups above one, the uppermost first, without itself. */
function aboveOf(tree: Tree, { parent_id: parentId }: Group): Group[] {
  const parent = parentId === null ? undefined : tree.byId.get(parentId);
  return parent === undefined ? [] : [...aboveOf(tree, parent), parent];
}

/** A group and everything below it. */
function familyOf(tree: Tree, group: Group): Group[] {
  return [group, ...(tree.below.get(group.id) ?? []).flatMap((one) => familyOf(tree, one))];
}

/** How many levels a group brings with it, its own among them. */
function levelsOf(tree: Tree, group: Group): number {
  return 1 + Math.max(0, ...(tree.below.get(group.id) ?? []).map((one) => levelsOf(tree, one)));
}

/** The level a group stands on: 1 at the top. */
function levelOf(tree: Tree, group: Group): number {
  return aboveOf(tree, group).length + 1;
}

/** Whether a group can have others below it (G1). */
export function mayHaveBelow(tree: Tree, group: Group): boolean {
  return levelOf(tree, group) < DEEPEST_GROUP;
}

/** The lines on the screen: those of opened groups, or, while somebody looks for a name, those that have it with the way to them. */
export function linesOf(tree: Tree, open: ReadonlySet<string>, search: string): Line[] {
  if (search === '') return linesBelow(tree, null, { level: 1, hasFromAbove: false, isOpen: ({ id }) => open.has(id) });
  const found = new Set(matching([...tree.byId.values()].map(pickOf), search).map(({ id }) => id));
  const shown = new Set([...found].flatMap((id) => wayTo(tree, id)));
  const isShown = ({ id }: Group) => shown.has(id);
  return linesBelow(tree, null, { level: 1, hasFromAbove: false, isOpen: () => true, isShown }).map((line) => ({
    ...line,
    isOnlyTheWay: !found.has(line.group.id),
    // All of it is shown for as long as somebody looks: there is nothing to open or close.
    isOpen: undefined,
  }));
}

type Here = {
  level: number;
  hasFromAbove: boolean;
  isOpen: (group: Group) => boolean;
  isShown?: (group: Group) => boolean;
};

function linesBelow(tree: Tree, parentId: string | null, here: Here): Line[] {
  const { level, hasFromAbove, isOpen: opens, isShown = () => true } = here;
  const groups = (tree.below.get(parentId) ?? []).filter(isShown);
  return groups.flatMap((group, at) => {
    const isParent = (tree.below.get(group.id) ?? []).some(isShown);
    const isOpen = isParent ? opens(group) : undefined;
    const line = { group, level, place: at + 1, beside: groups.length, isOpen, hasFromAbove, isOnlyTheWay: false };
    if (isOpen !== true) return [line];
    const next = { ...here, level: level + 1, hasFromAbove: hasFromAbove || group.kind !== 'none' };
    return [line, ...linesBelow(tree, group.id, next)];
  });
}

function wayTo(tree: Tree, id: string): string[] {
  const group = tree.byId.get(id);
  return group === undefined ? [] : [id, ...aboveOf(tree, group).map((above) => above.id)];
}

/** Up to this many groups the tree is opened when it is first seen; of more only the top. */
const OPEN_UP_TO = 60;

/** What is open before anybody has opened or closed anything. */
export function openAtFirst(groups: readonly Group[]): ReadonlySet<string> {
  return groups.length <= OPEN_UP_TO ? everyParent(groups) : new Set();
}

/** All groups that have others below them. */
export function everyParent(groups: readonly Group[]): ReadonlySet<string> {
  return new Set(groups.flatMap(({ parent_id }) => parent_id ?? []));
}

/** What a key does in the tree: goes to another line, or opens or closes the present one. */
export type Step = { go: number } | { toggle: true } | undefined;

/** The step that a key makes from a line, as in every tree: left and right close and open, or go up and down a level. */
export function stepOf(key: string, at: number, lines: readonly Line[]): Step {
  const line = lines[at];
  if (line === undefined) return undefined;
  if (key === 'ArrowDown') return at + 1 < lines.length ? { go: at + 1 } : undefined;
  if (key === 'ArrowUp') return at > 0 ? { go: at - 1 } : undefined;
  if (key === 'Home') return { go: 0 };
  if (key === 'End') return { go: lines.length - 1 };
  if (key === 'ArrowRight') return stepInto(line, at);
  if (key === 'ArrowLeft') return stepOut(line, at, lines);
  return undefined;
}

function stepInto({ isOpen }: Line, at: number): Step {
  if (isOpen === undefined) return undefined;
  return isOpen ? { go: at + 1 } : { toggle: true };
}

function stepOut({ isOpen, group }: Line, at: number, lines: readonly Line[]): Step {
  if (isOpen === true) return { toggle: true };
  const parent = lines.findIndex((line, index) => index < at && line.group.id === group.parent_id);
  return parent < 0 ? undefined : { go: parent };
}

/** The next line whose name begins with what was typed, after the present one and round the end. */
export function lineNamed(typed: string, at: number, lines: readonly Line[]): number | undefined {
  const wanted = typed.toLocaleLowerCase();
  // Of several letters the present line may be the one; a single one goes on to the next.
  const from = wanted.length > 1 ? at : at + 1;
  const order = lines.map((_, index) => (from + index) % lines.length);
  return order.find((index) => lines[index]?.group.name.toLocaleLowerCase().startsWith(wanted));
}

/** Stands for no parent where one is picked. */
export const TOP = 'top';

/** The groups below which a new one can stand. */
export function placesForNew(tree: Tree): Pick[] {
  return inOrder(tree)
    .filter((group) => mayHaveBelow(tree, group))
    .map((group) => placeOf(tree, group));
}

/** Where a group can be moved to: never itself or below itself, not where it is, and nowhere where it would come too deep (G1). */
export function placesFor(tree: Tree, group: Group): Pick[] {
  const own = new Set(familyOf(tree, group).map(({ id }) => id));
  const room = DEEPEST_GROUP - levelsOf(tree, group);
  return inOrder(tree)
    .filter((one) => !own.has(one.id) && one.id !== group.parent_id && levelOf(tree, one) <= room)
    .map((one) => placeOf(tree, one));
}

function inOrder(tree: Tree): Group[] {
  return (tree.below.get(null) ?? []).flatMap((group) => familyOf(tree, group));
}

function placeOf(tree: Tree, group: Group): Pick {
  const way = wayOf(tree, group);
  return way === '' ? pickOf(group) : { ...pickOf(group), hint: way };
}

/** The names of the groups above one: what tells it from another of its name. */
export function wayOf(tree: Tree, group: Group): string {
  return aboveOf(tree, group)
    .map(({ name }) => name)
    .join(' › ');
}

function pickOf({ id, name }: Group): Pick {
  return { id, label: name };
}
