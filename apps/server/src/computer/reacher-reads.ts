import { listReachers } from '@latchkey/contract/computer-access';
import { holdsAt } from '@latchkey/domain/computer';
import { type Extent, extentOf } from '@latchkey/domain/limited';
import { sql } from 'kysely';
import { pageOf, readCursor, totalOf } from '../kit/cursor.ts';
import type { Tx } from '../kit/db.ts';
import { amongUsers } from '../kit/limited.ts';
import { type Member, read } from '../kit/operation.ts';
import { reachedBy } from './locking.ts';

type Named = { id: string; name: string };
type Way = { kind: 'owner' | 'holder' | 'all' | 'group' | 'computer'; group: Named | null; by: Named | null };
type Reacher = { member_id: string; name: string; email: string; ways: Way[]; counted: number };

export const reachers = read(listReachers, async ({ tx, me, params, query }) => {
  const sight = await sightOf(tx, me, params.computer_id);
  const users = sight === 'all' ? (extentOf(me, 'users.view')?.users ?? null) : null;
  if (sight === 'nothing') return { code: 'not-found' };
  if (sight === 'itself') return { code: 'not-permitted', permission: 'computers.manage' };
  const [name, id] = query.cursor === undefined ? [] : readCursor(query.cursor, ['text', 'id']);
  const beyond = name === undefined ? sql`` : sql`and (m.sort_name, m.id) > (${name}::text, ${id}::uuid)`;
  const { rows } = await sql<Reacher>`
    with who as materialized (
      select distinct r.member_id from reach r where r.account_id = ${me.account_id} and r.computer_id = ${params.computer_id}
    ), page as (
      select m.* from who join member m on m.account_id = ${me.account_id} and m.id = who.member_id where true ${amongUsers(users, 'm')} ${beyond}
       order by m.sort_name, m.id limit ${query.limit + 1}
    )
    select m.id as member_id, m.sort_name as name, m.email, counted.n as counted, array_remove(array[
             case when c.owner_id = m.id then jsonb_build_object('kind', 'owner', 'group', null, 'by', null) end,
             case when m.role = 'holder' then jsonb_build_object('kind', 'holder', 'group', null, 'by', null) end], null)
           || array(select jsonb_build_object('kind', a.kind, 'group', case when g.id is not null then jsonb_build_object('id', g.id, 'name', g.name) end, 'by', null)
                      from member_access a left join computer_group g on g.account_id = a.account_id and g.id = a.group_id
                     where a.account_id = m.account_id and a.member_id = m.id
                       and (a.kind = 'all' or a.computer_id = c.id or a.group_id = c.group_id))
           || array(select jsonb_build_object('kind', a.kind, 'group', case when g.id is not null then jsonb_build_object('id', g.id, 'name', g.name) end,
                             'by', jsonb_build_object('id', u.id, 'name', u.name))
                      from (select distinct x.above_id as id from user_group_member i
                              join user_group_above x on x.account_id = i.account_id and x.group_id = i.group_id
                             where i.account_id = m.account_id and i.member_id = m.id and not m.only_own_access ${amongThese(users)}) up
                      join user_group u on u.account_id = m.account_id and u.id = up.id
                      join user_group_access a on a.account_id = u.account_id and a.user_group_id = u.id
                      left join computer_group g on g.account_id = a.account_id and g.id = a.group_id
                     where a.kind = 'all' or a.computer_id = c.id or a.group_id = c.group_id
                     order by u.name, u.id) as ways
      from (select least(count(*), 1001)::integer as n from who) counted
      join computer c on c.account_id = ${me.account_id} and c.id = ${params.computer_id}
      left join page m on true
     order by m.sort_name, m.id`.execute(tx);
  const total = totalOf(rows[0]?.counted ?? 0);
  // Who manages computers without seeing users learns how many there are (G11).
  if (sight === 'number') return { items: [], next_cursor: null, total };
  const found = rows.filter((row) => row.member_id !== null);
  const { items, next_cursor } = pageOf(found, query.limit, (row) => [row.name, row.member_id]);
  const shown = items.map(({ member_id, name, email, ways }) => ({
    member_id,
    name,
    email: sight === 'all' ? email : null,
    ways: sight === 'all' ? ways : withoutGroups(ways),
  }));
  return { items: shown, next_cursor, total };
});

/** The ways of others for an owner who sees no users: what is open to somebody, not in which groups they are (G11). */
function withoutGroups(ways: readonly Way[]): Way[] {
  const told = ways.map((way) => ({ ...way, by: null }));
  return [...new Map(told.map((way) => [way.kind, way])).values()];
}

/** Only ways by user groups that the caller sees. */
function amongThese(users: Extent['users']) {
  return users === null ? sql`` : sql`and x.above_id = any (${users}::uuid[])`;
}

/** What the caller sees of who reaches a computer: everything, names, a number; or only the computer, or not even that. */
async function sightOf(
  tx: Tx,
  me: Member,
  computerId: string,
): Promise<'all' | 'names' | 'number' | 'itself' | 'nothing'> {
  const { rows } = await sql<{ owner_id: string | null; group_id: string | null }>`
    select owner_id, group_id from computer where account_id = ${me.account_id} and id = ${computerId} and status <> 'removed'`.execute(
    tx,
  );
  const [computer] = rows;
  if (!computer) return 'nothing';
  const manages = holdsAt(me, 'computers.manage', computer.group_id);
  if (manages && me.permissions.includes('users.view')) return 'all';
  if (computer.owner_id === me.member_id) return 'names';
  // The users in their groups, and of the others how many there are.
  if (manages && extentOf(me, 'users.view')) return 'all';
  if (manages) return 'number';
  return (await reachedBy(tx, me, [computerId])).has(computerId) ? 'itself' : 'nothing';
}
