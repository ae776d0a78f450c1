import type { AccessKind } from '@latchkey/domain/computer';
import { givenIn, type AccessDraft } from '../kit/access.ts';
import type { PlacedGroup } from '../kit/user-groups.ts';

/** A user group that was chosen for those invited: its path, and the most that it opens (G1, G4). */
export type GroupPick = { id: string; label: string; opens: AccessKind };

/** How a user group is chosen. */
export function pickOf({ id, path, opens }: PlacedGroup): GroupPick {
  return { id, label: path, opens };
}

/** The chosen groups that there are, as they are now. */
export function stillThere(chosen: readonly GroupPick[], groups: readonly PlacedGroup[]): GroupPick[] {
  const ids = new Set(chosen.map(({ id }) => id));
  return groups.filter(({ id }) => ids.has(id)).map(pickOf);
}

/** The groups that stay chosen after an act: those that open computers only for those who are left, so that nobody gets reach by oversight. */
export function nextGroups(chosen: readonly GroupPick[], left: string): readonly GroupPick[] {
  return left === '' ? chosen.filter(({ opens }) => opens !== 'all') : chosen;
}

/** What those invited will reach, each part a sentence: by their own access, and through each group that opens anything. */
export type Promised =
  | { by: 'nothing' }
  | { by: 'all' }
  | { by: 'chosen'; names: readonly string[] }
  | { by: 'group'; opens: 'all' | 'chosen'; group: string };

/** What those invited will reach once they accept: all computers where everything is granted (I2). */
export function promisedBy(access: AccessDraft, groups: readonly GroupPick[], isAll: boolean): Promised[] {
  const { kind } = isAll ? { kind: 'all' } : givenIn(access);
  const own: Promised[] =
    kind === 'all'
      ? [{ by: 'all' }]
      : kind === 'chosen'
        ? [{ by: 'chosen', names: [...access.groups, ...access.computers].map(({ label }) => label) }]
        : [];
  const through = groups.flatMap(({ opens, label }): Promised[] =>
    opens === 'none' ? [] : [{ by: 'group', opens, group: label }],
  );
  const promised = [...own, ...through];
  return promised.length === 0 ? [{ by: 'nothing' }] : promised;
}
