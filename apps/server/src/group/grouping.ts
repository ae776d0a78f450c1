import type { Brought, Effect } from '@latchkey/domain/group';
import type { Permission } from '@latchkey/domain/role';
import { sql } from 'kysely';
import type { Tx } from '../kit/db.ts';
import { governedBy } from './governing.ts';

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
export type Opened = {
  kind: 'all' | 'group' | 'computer';
  group_id: string | null;
  computer_id: string | null;
  /** The group that a computer is in, or that group itself; nothing where it is in none, or it was not looked up. */
  within?: string | null;
};

/** What is open to each of these user groups, by itself and by those above it. */
async function openedTo(tx: Tx, { account_id }: Home, ids: readonly string[]): Promise<Map<string, Opened[]>> {
  const { rows } = await sql<Opened & { of: string }>`
    select distinct x.group_id as of, a.kind, a.group_id, a.computer_id, coalesce(a.group_id, c.group_id) as within
      from user_group_above x join user_group_access a on a.account_id = x.account_id and a.user_group_id = x.above_id
      left join computer c on c.account_id = a.account_id and c.id = a.computer_id
     where x.account_id = ${account_id} and x.group_id = any (${ids}::uuid[])`.execute(tx);
  const found = Map.groupBy(rows, ({ of }) => of);
  return new Map(ids.map((id) => [id, (found.get(id) ?? []).map(({ of: _, ...opened }) => opened)]));
}

/** The permissions that each of these user groups brings, by itself and by those above it. */
async function broughtBy(tx: Tx, { account_id }: Home, ids: readonly string[]): Promise<Map<string, Permission[]>> {
  const { rows } = await sql<{ of: string; permissions: Permission[] }>`
    select x.group_id as of, array_agg(distinct p.permission) as permissions
      from user_group_above x join user_group_permission p on p.account_id = x.account_id and p.group_id = x.above_id
     where x.account_id = ${account_id} and x.group_id = any (${ids}::uuid[]) group by 1`.execute(tx);
  const found = new Map(rows.map(({ of, permissions }) => [of, permissions]));
  return new Map(ids.map((id) => [id, found.get(id) ?? []]));
}

/** The user groups of these that there are, and what being in each brings. They can't be deleted before this is over. */
export async function groupsThere(tx: Tx, of: Home, ids: readonly string[]): Promise<Map<string, Brought>> {
  if (ids.length === 0) return new Map();
  const groups = await lockGroups(tx, of, [...new Set(ids)]);
  const there = [...groups.keys()];
  const [opened, brought] = [await openedTo(tx, of, there), await broughtBy(tx, of, there)];
  const governed = await governedBy(tx, of, there);
  return new Map(
    there.map((id) => [
      id,
      { ...giving(opened.get(id)), permissions: brought.get(id) ?? [], governs: governed.get(id) ?? [] },
    ]),
  );
}

/** What is given with these: anything at all, and in which groups of computers, null where it is more than such. */
function giving(opened: readonly Opened[] = []): Pick<Brought, 'gives' | 'computer_groups'> {
  const groups = opened.flatMap(({ within, group_id }) => within ?? group_id ?? []);
  return { gives: opened.length > 0, computer_groups: groups.length === opened.length ? groups : null };
}

/** Who is in these user groups or below them, whatever their status. */
export async function membersBelow(tx: Tx, { account_id }: Home, ids: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct i.member_id as id
      from user_group_above x join user_group_member i on i.account_id = x.account_id and i.group_id = x.group_id
     where x.account_id = ${account_id} and x.above_id = any (${ids}::uuid[])`.execute(tx);
  return rows.map(({ id }) => id);
}

/** What a group opens and brings, by itself and by those above it. */
export type Whole = { opened: readonly Opened[]; permissions: readonly Permission[]; governs: readonly Permission[] };

/** What no group opens and brings. */
export const nothingWhole: Whole = { opened: [], permissions: [], governs: [] };
export type Change = { group_id: string; before: Whole; after: Whole };

/** What is open to each of these user groups and what they bring; nothing at the top, which is no group. */
export async function wholeOf(tx: Tx, of: Home, id: string | null): Promise<Whole> {
  if (id === null) return nothingWhole;
  const [opened, brought] = [await openedTo(tx, of, [id]), await broughtBy(tx, of, [id])];
  const governed = await governedBy(tx, of, [id]);
  return { opened: opened.get(id) ?? [], permissions: brought.get(id) ?? [], governs: governed.get(id) ?? [] };
}

/** What a change of what a user group opens and brings does to those in it and below it, found out before it is made. */
export async function effectOf(tx: Tx, me: Me, { group_id, before, after }: Change): Promise<Effect> {
  const [had, has] = [new Set(before.opened.map(keyOf)), new Set(after.opened.map(keyOf))];
  const given = after.opened.filter((opened) => !had.has(keyOf(opened)));
  const brings = after.permissions.filter((one) => !before.permissions.includes(one));
  const takes =
    before.opened.some((opened) => !has.has(keyOf(opened))) ||
    before.permissions.some((one) => !after.permissions.includes(one));
  const { rows } = await sql<Pick<Effect, 'roles' | 'held'> & { is_mine: boolean }>`
    with below as materialized (
      select distinct m.id, m.role, m.only_own_access, m.account_id
        from user_group_above x join user_group_member i on i.account_id = x.account_id and i.group_id = x.group_id
        join member m on m.account_id = i.account_id and m.id = i.member_id
       where x.account_id = ${me.account_id} and x.above_id = ${group_id}
    )
    select array(select distinct b.role from below b where b.id <> ${me.member_id} and b.role <> 'holder') as roles,
           array(select distinct e.permission from below b join extra_power e on e.account_id = b.account_id and e.member_id = b.id
                  where b.id <> ${me.member_id} and b.role <> 'holder' and ${takes}) as held,
           exists (select from below where id = ${me.member_id} and not only_own_access) as is_mine`.execute(tx);
  const { roles = [], held = [], is_mine = false } = rows[0] ?? {};
  const governs = after.governs.filter((one) => !before.governs.includes(one));
  const raises = is_mine && (await reachesMore(tx, me, given));
  return { ...giving(await placed(tx, me, given)), takes, raises, brings, governs, roles, held };
}

/** The same with the groups that computers among these are in. */
async function placed(tx: Tx, { account_id }: Home, opened: readonly Opened[]): Promise<Opened[]> {
  const ids = opened.flatMap(({ computer_id }) => computer_id ?? []);
  if (ids.length === 0) return [...opened];
  const { rows } = await sql<{ id: string; group_id: string | null }>`
    select id, group_id from computer where account_id = ${account_id} and id = any (${ids}::uuid[])`.execute(tx);
  const groups = new Map(rows.map(({ id, group_id }) => [id, group_id]));
  return opened.map((one) => ({ ...one, within: one.group_id ?? groups.get(one.computer_id ?? '') ?? null }));
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
