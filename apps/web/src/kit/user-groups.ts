import type { listUserGroups } from '@latchkey/contract/group';
import type { Reply } from '@latchkey/contract/operation';
import type { AccessKind } from '@latchkey/domain/computer';

type Row = Pick<Reply<typeof listUserGroups>['items'][number], 'id' | 'parent_id' | 'name' | 'kind'>;

/** A user group where it stands: its name after those above it, and the most that it and they open. */
export type PlacedGroup = { id: string; path: string; opens: AccessKind };

/** Between the names of groups that stand below one another. */
export const STEP = ' › ';

/** The user groups as a tree is read, each after the one above it; `rows` has parents first (G1). */
export function placedGroups(rows: readonly Row[]): PlacedGroup[] {
  const below = Map.groupBy(rows, ({ parent_id }) => parent_id);
  const from = (parent: PlacedGroup | undefined): PlacedGroup[] =>
    (below.get(parent?.id ?? null) ?? []).flatMap((row) => {
      const placed = {
        id: row.id,
        path: parent === undefined ? row.name : `${parent.path}${STEP}${row.name}`,
        opens: more(parent?.opens ?? 'none', row.kind),
      };
      return [placed, ...from(placed)];
    });
  return from(undefined);
}

function more(one: AccessKind, other: AccessKind): AccessKind {
  return [one, other].find((kind) => kind === 'all') ?? [one, other].find((kind) => kind === 'chosen') ?? 'none';
}
