import type { Effect } from '@latchkey/domain/group';
import type { Role } from '@latchkey/domain/role';
import { sql } from 'kysely';
import type { Tx } from '../kit/db.ts';

type Home = { account_id: string };
type Me = Home & { member_id: string };

export type LockedGroup = { id: string; parent_id: string | null; name: string; version: number };

/** Locks user groups in the order of their ids and gives those that there are. */
export async function lockGroups(
  tx: Tx,
  { account_id }: Home,
  ids: readonly string[],
): Promise<Map<string, LockedGroup>> {
  const { rows } = await sql<LockedGroup>`
    select id, parent_id, name, version from user_group
     where account_id = ${account_id} and id = any (${ids}::uuid[]) order by id for update`.execute(tx);
  return new Map(rows.map((row) => [row.id, row]));
}

/** One thing that a user group opens: all computers, a group of them, or one. */
export type Opened = { kind: 'all' | 'group' | 'computer'; group_id: string | null; computer_id: string | null };

/** What is open to each of these user groups, by itself and by those above it. */
export async function openedTo(tx: Tx, { account_id }: Home, ids: readonly string[]): Promise<Map<string, Opened[]>> {
  const { rows } = await sql<Opened & { of: string }>`
    select distinct x.group_id as of, a.kind, a.group_id, a.computer_id
      from user_group_above x join user_group_access a on a.account_id = x.account_id and a.user_group_id = x.above_id
     where x.account_id = ${account_id} and x.group_id = any (${ids}::uuid[])`.execute(tx);
  const found = Map.groupBy(rows, ({ of }) => of);
  return new Map(ids.map((id) => [id, (found.get(id) ?? []).map(({ of: _, ...opened }) => opened)]));
}

/** Which of these user groups open anything, by themselves or by those above them. */
export async function givingAmong(tx: Tx, of: Home, ids: readonly string[]): Promise<Set<string>> {
  const opened = await openedTo(tx, of, ids);
  return new Set([...opened].flatMap(([id, things]) => (things.length > 0 ? [id] : [])));
}

/** The user groups of these that there are, and whether each opens anything. They can't be deleted before this is over. */
export async function groupsThere(tx: Tx, of: Home, ids: readonly string[]): Promise<Map<string, { gives: boolean }>> {
  if (ids.length === 0) return new Map();
  const groups = await lockGroups(tx, of, [...new Set(ids)]);
  const giving = await givingAmong(tx, of, [...groups.keys()]);
  return new Map([...groups.keys()].map((id) => [id, { gives: giving.has(id) }]));
}

/** Who is in these user groups or below them, whatever their status. */
export async function membersBelow(tx: Tx, { account_id }: Home, ids: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct i.member_id as id
      from user_group_above x join user_group_member i on i.account_id = x.account_id and i.group_id = x.group_id
     where x.account_id = ${account_id} and x.above_id = any (${ids}::uuid[])`.execute(tx);
  return rows.map(({ id }) => id);
}

export type Change = { group_id: string; before: readonly Opened[]; after: readonly Opened[] };

/** What a change of what is open to a user group does to those in it and below it, found out before it is made. */
export async function effectOf(tx: Tx, me: Me, { group_id, before, after }: Change): Promise<Effect> {
  const [had, has] = [new Set(before.map(keyOf)), new Set(after.map(keyOf))];
  const given = after.filter((opened) => !had.has(keyOf(opened)));
  const takes = before.some((opened) => !has.has(keyOf(opened)));
  const { rows } = await sql<{ roles: Role[]; is_mine: boolean }>`
    with below as (
      select distinct m.id, m.role, m.only_own_access
        from user_group_above x join user_group_member i on i.account_id = x.account_id and i.group_id = x.group_id
        join member m on m.account_id = i.account_id and m.id = i.member_id
       where x.account_id = ${me.account_id} and x.above_id = ${group_id}
    )
    select array(select distinct role from below where id <> ${me.member_id}) as roles,
           exists (select from below where id = ${me.member_id} and not only_own_access) as is_mine`.execute(tx);
  const { roles = [], is_mine = false } = rows[0] ?? {};
  return { gives: given.length > 0, takes, raises: is_mine && (await reachesMore(tx, me, given)), roles };
}

/** Whether a member would reach more by these: a computer that is there, or one that comes later. */
async function reachesMore(tx: Tx, me: Me, given: readonly Opened[]): Promise<boolean> {
  if (given.length === 0) return false;
  const { rows } = await sql<{ more: boolean }>`
    select exists (
      select from jsonb_to_recordset(${JSON.stringify(given)}::jsonb) as w (kind text, group_id uuid, computer_id uuid)
        left join computer c on c.account_id = ${me.account_id} and c.id = w.computer_id
       where c.owner_id is distinct from ${me.member_id}
         and not exists (
           select from access_given a
            where a.account_id = ${me.account_id} and a.member_id = ${me.member_id}
              and (a.kind = 'all' or a.group_id = coalesce(w.group_id, c.group_id) or a.computer_id = w.computer_id))) as more`.execute(
    tx,
  );
  return rows[0]?.more ?? false;
}

function keyOf({ kind, group_id, computer_id }: Opened): string {
  return `${kind} ${group_id ?? computer_id ?? ''}`;
}
