import type { consequenceKinds } from '@latchkey/contract/operation';
import { sql } from 'kysely';
import type { Tx } from './db.ts';

type Thing = { kind: (typeof consequenceKinds)[number]; subject_id: string; label: string };
export type Consequence = {
  kind: Thing['kind'];
  change: 'lost' | 'gained';
  total: number;
  first50: { id: string; label: string }[];
};

/** What the members named by the items have now: the rows of the view `consequence` (P9). */
export async function lookAt(tx: Tx, items: readonly object[]): Promise<Thing[]> {
  const ids = items.flatMap((item) =>
    'member_id' in item && typeof item.member_id === 'string' ? [item.member_id] : [],
  );
  const { rows } = await sql<Thing>`
    select distinct kind, subject_id, label from consequence where member_id = any(${ids}::uuid[]) order by label, subject_id`.execute(
    tx,
  );
  return rows;
}

/** The difference between two looks, by kind: what is lost and what is gained. */
export function consequencesOf(before: Thing[], after: Thing[]): Consequence[] {
  return [...differences(before, after, 'lost'), ...differences(after, before, 'gained')];
}

function differences(from: Thing[], without: Thing[], change: Consequence['change']): Consequence[] {
  const kept = new Set(without.map(nameOf));
  const gone = from.filter((thing) => !kept.has(nameOf(thing)));
  const byKind = Map.groupBy(gone, (thing) => thing.kind);
  return [...byKind].map(([kind, things]) => ({
    kind,
    change,
    total: things.length,
    first50: things.slice(0, 50).map((thing) => ({ id: thing.subject_id, label: thing.label })),
  }));
}

// A role is the same subject with another label.
function nameOf({ kind, subject_id, label }: Thing): string {
  return `${kind} ${subject_id} ${kind === 'role' ? label : ''}`;
}
