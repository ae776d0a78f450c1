import type { previewBatch } from '@latchkey/contract/batch';
import type { Reply } from '@latchkey/contract/operation';
import { rolesWithinReach } from '@latchkey/domain/batch';
import { extentOf } from '@latchkey/domain/limited';
import { type RawBuilder, sql } from 'kysely';
import type { Began } from '../kit/db.ts';
import { amongComputers } from '../kit/limited.ts';
import type { Member } from '../kit/operation.ts';
import { isWhole, meant, type Wanted } from './members.ts';

type Consequences = Reply<typeof previewBatch>['consequences'];

/** How many are named of what is lost or gained, and among how many members and computers they are looked for. */
const MOST_NAMED = 50;
const MOST_LOOKED_AT = 500;

/** A pair of a member `t` and a computer `c` that stays without any other way. */
const isWithout = sql`
  not exists (select from other o where o.member_id = t.id and o.kind = 'group' and o.group_id = c.group_id)
  and not exists (select from single s where s.member_id = t.id and s.computer_id = c.id)`;

/**
 * What a dry run of putting all that match into a user group, or of taking them out, would say (P9). Access is counted by what is open
 * to them and not pair by pair: ten thousand members and as many computers are as many questions as there are computers.
 * @param matching how many match at all: of several it is said whose access it is
 */
export async function groupConsequences(
  { tx, now }: Began,
  me: Member,
  { act, group_id, filter, matching }: Pick<Wanted, 'act' | 'group_id' | 'filter'> & { matching: number },
): Promise<Consequences> {
  const isSeen = extentOf(me, 'users.view') !== undefined;
  const computers = me.permissions.includes('computers.manage') ? null : (me.limits?.computers ?? null);
  const isRemoval = act === 'remove-from-group';
  const label = matching > 1 ? sql`t.sort_name || ' · ' || c.name` : sql`c.name`;
  const found = meant(me, now, { act, filter });
  const { rows } = await sql<Consequences[number]>`
    with ${reachedOtherwise(me, { act, found, groupId: group_id, isRemoval })},
    gap as (
      select coalesce(sum((select count(*) from changed) - coalesce(g.n, 0) - coalesce(s.n, 0)), 0)::integer as total
        from opened c
        left join (select o.group_id, count(*) as n from other o join changed t on t.id = o.member_id where o.kind = 'group' group by 1) g on g.group_id = c.group_id
        left join (select s.computer_id, count(*) as n from single s group by 1) s on s.computer_id = c.id
    ), named as materialized (
      select c.id, ${label} as label
        from (select * from changed order by sort_name, id limit ${MOST_LOOKED_AT}) t
       cross join (select * from opened order by sort_name, id limit ${MOST_LOOKED_AT}) c
       where ${isSeen} and (select total from gap) > 0 and ${isWithout} ${amongComputers(computers, 'c')} order by 2, 1 limit ${MOST_NAMED}
    ), ended as materialized (
      select s.id, c.name as label, true ${amongComputers(computers, 'c')} as is_named
        from session s join changed t on t.id = s.member_id join opened c on c.id = s.computer_id
       where s.account_id = ${me.account_id} and s.state <> 'ended' and ${isRemoval} and ${isWithout}
    )
    select 'computer' as kind, ${isRemoval ? 'lost' : 'gained'} as change, total,
           (select coalesce(jsonb_agg(jsonb_build_object('id', n.id, 'label', n.label) order by n.label, n.id), '[]') from named n) as first50
      from gap where total > 0
    union all
    select 'permission', ${isRemoval ? 'lost' : 'gained'}, (select count(*) from power)::integer, (
             select coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'label', p.permission) order by p.permission, p.id), '[]')
               from (select * from power where ${isSeen} order by permission, id limit ${MOST_NAMED}) p)
     where exists (select from power)
    union all
    select 'session', 'lost', (select count(*) from ended)::integer, (
             select coalesce(jsonb_agg(jsonb_build_object('id', e.id, 'label', e.label) order by e.label, e.id), '[]')
               from (select * from ended where ${isSeen} and is_named order by label, id limit ${MOST_NAMED}) e)
     where exists (select from ended)`.execute(tx);
  return rows;
}

type Asked = { act: Wanted['act']; found: RawBuilder<unknown>; groupId: string | undefined; isRemoval: boolean };

/**
 * `power`: which permissions of the group, or of those above it, members have by nothing else, invited ones among them;
 * `changed`: the members for whom something may change, but those who reach everything otherwise; `opened`: the computers that the group
 * and those above it open; `other`: what is open to these members otherwise; `single`: which computers they reach otherwise, but by the
 * groups of these computers. Who has only their own access, is not active or may not be touched is not among them (G4, G10).
 */
function reachedOtherwise(me: Member, { act, found, groupId, isRemoval }: Asked): RawBuilder<unknown> {
  const home = me.account_id;
  return sql`
    meant as materialized (
      select m.id, m.sort_name, m.status = 'active' and not m.only_own_access as is_opened
        from ${found} as found (id) join member m on m.account_id = ${home} and m.id = found.id
       where m.id <> ${me.member_id} and m.role = any (${rolesWithinReach(me.permissions)}::text[])
         and not exists (select from extra_power e where e.account_id = m.account_id and e.member_id = m.id and e.permission <> all (${me.permissions}::text[]))
         and m.status in ('active', 'invited') ${isWhole(me, act)}
         and (m.id in (select i.member_id from user_group_member i where i.account_id = ${home} and i.group_id = ${groupId}::uuid)) = ${isRemoval}
    ), touched as materialized (
      select * from meant where is_opened
    ), other as materialized (
      select a.member_id, a.kind, a.group_id, a.computer_id
        from member_access a join touched t on t.id = a.member_id where a.account_id = ${home}
      union
      select i.member_id, a.kind, a.group_id, a.computer_id
        from user_group_member i join touched t on t.id = i.member_id
        join user_group_above up on up.account_id = i.account_id and up.group_id = i.group_id
        join user_group_access a on a.account_id = up.account_id and a.user_group_id = up.above_id
       where i.account_id = ${home} and i.group_id <> ${groupId}::uuid
    ), changed as materialized (
      select * from touched t where t.id not in (select o.member_id from other o where o.kind = 'all')
    ), power as materialized (${powerOf(home, groupId)}
    ), given as materialized (
      select a.* from user_group_above up join user_group_access a on a.account_id = up.account_id and a.user_group_id = up.above_id
       where up.account_id = ${home} and up.group_id = ${groupId}::uuid
    ), opened as materialized (
      select c.id, c.group_id, c.owner_id, c.name, c.sort_name from computer c
       where c.account_id = ${home} and c.status = 'active'
         and (exists (select from given where kind = 'all')
              or c.group_id in (select group_id from given where kind = 'group')
              or c.id in (select computer_id from given where kind = 'computer'))
    ), single as materialized (
      select w.member_id, w.computer_id
        from (select o.member_id, o.computer_id from other o where o.kind = 'computer'
              union select c.owner_id, c.id from opened c where c.owner_id is not null) w
        join changed t on t.id = w.member_id join opened c on c.id = w.computer_id
       where not exists (select from other o where o.member_id = w.member_id and o.kind = 'group' and o.group_id = c.group_id)
    )`;
}

/** The permissions of the group and of those above it that members `t` have by nothing else. */
function powerOf(home: string, groupId: string | undefined): RawBuilder<unknown> {
  return sql`
      select t.id, p.permission
        from meant t cross join (
          select distinct p.permission from user_group_above up join user_group_permission p on p.account_id = up.account_id and p.group_id = up.above_id
           where up.account_id = ${home} and up.group_id = ${groupId}::uuid) p
       where not exists (select from extra_power e where e.account_id = ${home} and e.member_id = t.id and e.permission = p.permission and e.via <> 'group')
         and not exists (
           select from user_group_member i
             join user_group_above up on up.account_id = i.account_id and up.group_id = i.group_id
             join user_group_permission q on q.account_id = up.account_id and q.group_id = up.above_id
            where i.account_id = ${home} and i.member_id = t.id and i.group_id <> ${groupId}::uuid and q.permission = p.permission)`;
}
