import { readAccess } from '@latchkey/contract/computer-access';
import { type Extent, extentOf } from '@latchkey/domain/limited';
import { type RawBuilder, sql } from 'kysely';
import { type Member, read } from '../kit/operation.ts';

type Named = { id: string; name: string };
type OpenedByGroup = { group: Named; kind: 'all' | 'chosen'; groups: Named[]; computers: Named[] };
type AccessRow = {
  is_all: boolean;
  groups: Named[];
  computers: Named[];
  owned: Named[];
  reached: number;
  unseen: number;
  only_own: boolean;
  user_groups: (Named & { above: Named[] })[];
  unseen_groups: number;
  inherited: OpenedByGroup[];
};

/** Whether a column names one of these groups; of no limits, whether it names any or none. */
function among(groups: readonly string[] | null, column: string): RawBuilder<boolean> {
  return groups === null ? sql`true` : sql`coalesce(${sql.ref(column)} = any (${groups}::uuid[]), false)`;
}

/** What the user groups of a member `m` that the caller sees, and those above them, open of the computers that they see. */
function inheritedWithin({ users, computers }: Extent): RawBuilder<unknown> {
  return sql`(
  select coalesce(jsonb_agg(jsonb_build_object('group', jsonb_build_object('id', o.id, 'name', o.name),
           'kind', case when o.is_all then 'all' else 'chosen' end, 'groups', o.groups, 'computers', o.computers) order by o.name, o.id), '[]')
    from (
      select u.id, u.name, bool_or(a.kind = 'all') as is_all,
             coalesce(jsonb_agg(jsonb_build_object('id', g.id, 'name', g.name) order by g.name, g.id) filter (where g.id is not null), '[]') as groups,
             coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'name', c.name) order by c.sort_name, c.id) filter (where c.id is not null), '[]') as computers
        from (select distinct x.above_id as id from user_group_member i
                join user_group_above x on x.account_id = i.account_id and x.group_id = i.group_id
               where i.account_id = m.account_id and i.member_id = m.id and ${among(users, 'x.above_id')}) up
        join user_group u on u.account_id = m.account_id and u.id = up.id
        join user_group_access a on a.account_id = u.account_id and a.user_group_id = u.id
        left join computer_group g on g.account_id = a.account_id and g.id = a.group_id and ${among(computers, 'g.id')}
        left join computer c on c.account_id = a.account_id and c.id = a.computer_id and ${among(computers, 'c.group_id')}
       where a.kind = 'all' or g.id is not null or c.id is not null
       group by u.id, u.name
    ) o)`;
}

/** What the caller is told of: users in these groups, and computers in these, null for all (G11). */
function sightOf(me: Member): Extent {
  const seesComputers = me.permissions.includes('computers.manage') || me.permissions.includes('access.grant');
  return {
    users: extentOf(me, 'users.view')?.users ?? null,
    computers: seesComputers ? null : (me.limits?.computers ?? null),
  };
}

export const access = read(readAccess, async ({ tx, me, params }) => {
  const sight = sightOf(me);
  const { users, computers: inside } = sight;
  const { rows } = await sql<AccessRow>`
    select ${inside === null} and exists (select from member_access a where a.account_id = m.account_id and a.member_id = m.id and a.kind = 'all') as is_all,
           (select coalesce(jsonb_agg(jsonb_build_object('id', g.id, 'name', g.name) order by g.name, g.id), '[]')
              from member_access a join computer_group g on g.account_id = a.account_id and g.id = a.group_id
             where a.account_id = m.account_id and a.member_id = m.id and ${among(inside, 'g.id')}) as groups,
           (select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'name', c.name) order by c.sort_name, c.id), '[]')
              from member_access a join computer c on c.account_id = a.account_id and c.id = a.computer_id
             where a.account_id = m.account_id and a.member_id = m.id and ${among(inside, 'c.group_id')}) as computers,
           (select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'name', c.name) order by c.sort_name, c.id), '[]')
              from (select c.* from computer c where c.account_id = m.account_id and c.owner_id = m.id and ${among(inside, 'c.group_id')}
                     order by c.sort_name, c.id limit 100) c) as owned,
           (select count(distinct r.computer_id)::integer from reach r where r.account_id = m.account_id and r.member_id = m.id) as reached,
           case when ${inside === null} then 0 else (
             select count(*)::integer from (
               select coalesce(a.group_id, c.group_id) as group_id from member_access a
                 left join computer c on c.account_id = a.account_id and c.id = a.computer_id
                where a.account_id = m.account_id and a.member_id = m.id
               union all select c.group_id from computer c where c.account_id = m.account_id and c.owner_id = m.id) given
              where not ${among(inside, 'given.group_id')}) end as unseen,
           m.only_own_access as only_own,
           (select coalesce(jsonb_agg(jsonb_build_object('id', g.id, 'name', g.name, 'above', (
                     select coalesce(jsonb_agg(jsonb_build_object('id', u.id, 'name', u.name) order by x.distance desc), '[]')
                       from user_group_above x join user_group u on u.account_id = x.account_id and u.id = x.above_id
                      where x.account_id = g.account_id and x.group_id = g.id and x.distance > 0 and ${among(users, 'x.above_id')})) order by g.name, g.id), '[]')
              from user_group_member i join user_group g on g.account_id = i.account_id and g.id = i.group_id
             where i.account_id = m.account_id and i.member_id = m.id and ${among(users, 'i.group_id')}) as user_groups,
           (select count(*)::integer from user_group_member i
             where i.account_id = m.account_id and i.member_id = m.id and not ${among(users, 'i.group_id')}) as unseen_groups,
           ${inheritedWithin(sight)} as inherited
      from member m where m.account_id = ${me.account_id} and m.id = ${params.member_id} and m.status <> 'removed'`.execute(
    tx,
  );
  const [row] = rows;
  if (!row) return { code: 'not-found' };
  const { is_all, groups, computers, ...shown } = row;
  const kind = is_all
    ? ('all' as const)
    : groups.length + computers.length > 0
      ? ('chosen' as const)
      : ('none' as const);
  return { kind, groups, computers, ...shown };
});
