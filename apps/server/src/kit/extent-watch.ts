import type { Side } from '@latchkey/domain/limited';
import type { Placed } from '@latchkey/domain/shift';
import { sql } from 'kysely';
import { asSet, type Consequence } from './consequences.ts';
import type { Tx } from './db.ts';
import { movedExtents, powersOfThose } from './extent-changes.ts';
import type { Member } from './operation.ts';

type Of = { tx: Tx; me: Member };

/** What an act on groups may put elsewhere: groups of one side, and members or computers in them; and who has roles limited to such. */
export type Watched = { side: Side; groups: readonly string[]; things: readonly string[]; limited: readonly string[] };

/**
 * For whom and what limited roles count before an act on groups. Gives what is to be asked after it: who of those that have such roles lost or
 * gained something by it, and what (G8). It costs as much as the things are, each once, whatever there is besides.
 */
export async function watchExtents(of: Of, watched: Watched): Promise<() => Promise<Consequence[]>> {
  if (watched.limited.length === 0) return async () => [];
  const { side, groups, things, limited } = watched;
  const placesNow = side === 'users' ? memberPlaces : computerPlaces;
  const [powers, names] = [await powersOfThose(of, limited), await namesOf(of, side, groups)];
  const before = await placesNow(of, things);
  return async () => {
    const powersAfter = await powersOfThose(of, limited);
    const left = new Set((await namesOf(of, side, groups)).map(({ id }) => id));
    const placed = placedIn(before, await placesNow(of, things));
    const moved = { users: [], computers: [], [side]: placed };
    const gone = names.filter(({ id }) => !left.has(id));
    return movedExtents(of, [powers, powersAfter], { moved, gone });
  };
}

async function namesOf({ tx, me }: Of, side: Side, ids: readonly string[]): Promise<{ id: string; label: string }[]> {
  const table = sql.table(side === 'users' ? 'user_group' : 'computer_group');
  const { rows } = await sql<{ id: string; label: string }>`
    select id, name as label from ${table} where account_id = ${me.account_id} and id = any (${ids}::uuid[])`.execute(
    tx,
  );
  return rows;
}

/** The groups that each thing is in which is there. */
type Places = ReadonlyMap<string, readonly string[]>;

async function memberPlaces({ tx, me }: Of, ids: readonly string[]): Promise<Places> {
  const { rows } = await asSet(tx, ids, () =>
    sql<{ id: string; groups: string[] }>`
    select m.id, coalesce(array_agg(i.group_id order by i.group_id) filter (where i.group_id is not null), '{}') as groups
      from member m left join user_group_member i on i.account_id = m.account_id and i.member_id = m.id
     where m.account_id = ${me.account_id} and m.id = any (${ids}::uuid[]) and m.status <> 'removed'
     group by m.id`.execute(tx),
  );
  return new Map(rows.map(({ id, groups }) => [id, groups]));
}

async function computerPlaces({ tx, me }: Of, ids: readonly string[]): Promise<Places> {
  const { rows } = await sql<{ id: string; group_id: string | null }>`
    select id, group_id from computer
     where account_id = ${me.account_id} and id = any (${ids}::uuid[]) and status <> 'removed'`.execute(tx);
  return new Map(rows.map(({ id, group_id }) => [id, group_id === null ? [] : [group_id]]));
}

/** Alike things together: ten thousand in a group are in few others. Whose invitation the act ends is not there any more, and told by that. */
function placedIn(before: Places, after: Places): Placed[] {
  const alike = Map.groupBy(after, ([id, groups]) => `${before.get(id)?.join() ?? ''} ${groups.join()}`);
  return [...alike.values()].map((those) => {
    const [[first, groups] = ['', []]] = those;
    return { before: before.get(first) ?? [], after: groups, ids: those.map(([id]) => id) };
  });
}
