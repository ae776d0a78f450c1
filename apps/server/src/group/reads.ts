import { listGroupMembers, listUserGroups, readUserGroup } from '@latchkey/contract/group';
import type { AccessKind } from '@latchkey/domain/computer';
import type { MemberStatus } from '@latchkey/domain/member';
import { grantablePermissions, type Permission, type Role } from '@latchkey/domain/role';
import { broughtAsSeen, openedAsSeen, type OpenedNames } from '@latchkey/domain/unseen';
import { type RawBuilder, sql } from 'kysely';
import { pageOf, readCursor, totalOf } from '../kit/cursor.ts';
import type { Tx } from '../kit/db.ts';
import { countGroupsOf, extentFor } from '../kit/limited.ts';
import { type Member, read } from '../kit/operation.ts';

type Named = { id: string; name: string };
type Row = Named & {
  parent_id: string | null;
  version: number;
  members: number;
  kind: AccessKind;
  permissions: Permission[];
};

/** What a user group opens, of the rows `a` of its access. */
const kindOf = sql`case when bool_or(a.kind = 'all') then 'all' when count(a.id) > 0 then 'chosen' else 'none' end`;

export const groups = read(listUserGroups, async ({ tx, me }) => {
  const { users } = extentFor(me, 'users.view');
  const among = (group: string) => (users === null ? sql`` : sql`and ${sql.ref(group)} = any (${users}::uuid[])`);
  const { rows } = await sql<Row>`
    with counted as (
      select i.group_id, count(*)::integer as members from user_group_member i where i.account_id = ${me.account_id} group by 1
    ), opened as (
      select a.user_group_id, ${kindOf} as kind from user_group_access a where a.account_id = ${me.account_id} group by 1
    ), brought as (
      select p.group_id, array_agg(p.permission) as permissions from user_group_permission p where p.account_id = ${me.account_id} group by 1
    )
    select g.id, g.parent_id, g.name, g.version, coalesce(n.members, 0) as members, coalesce(o.kind, 'none') as kind,
           coalesce(b.permissions, '{}') as permissions
      from user_group g left join counted n on n.group_id = g.id left join opened o on o.user_group_id = g.id
      left join brought b on b.group_id = g.id
     where g.account_id = ${me.account_id} ${among('g.id')}
     order by (select count(*) from user_group_above x where x.account_id = g.account_id and x.group_id = g.id ${among('x.above_id')}), g.name, g.id`.execute(
    tx,
  );
  const parentOf = ({ parent_id: id }: Row) => (id !== null && (users?.includes(id) ?? true) ? id : null);
  return { items: rows.map((row) => ({ ...row, parent_id: parentOf(row), permissions: inOrder(row.permissions) })) };
});

/** The access of a user group `g` as an object: its kind, and the names of what is chosen. */
function openedOf(group: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(
    select jsonb_build_object('kind', ${kindOf},
             'groups', coalesce(jsonb_agg(jsonb_build_object('id', cg.id, 'name', cg.name) order by cg.name, cg.id) filter (where cg.id is not null), '[]'),
             'computers', coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'name', c.name) order by c.sort_name, c.id) filter (where c.id is not null), '[]'))
      from user_group_access a
      left join computer_group cg on cg.account_id = a.account_id and cg.id = a.group_id
      left join computer c on c.account_id = a.account_id and c.id = a.computer_id
     where a.account_id = ${group}.account_id and a.user_group_id = ${group}.id)`;
}

/** The permissions that a user group brings by itself, as an array. */
function broughtBy(group: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`array(select p.permission from user_group_permission p where p.account_id = ${group}.account_id and p.group_id = ${group}.id)`;
}

/** Permissions in the order in which they are listed. */
function inOrder(held: readonly Permission[]) {
  return grantablePermissions.filter((one) => held.includes(one));
}

type GroupRow = Named & {
  version: number;
  members: number;
  above: Named[];
  below: (Named & { members: number })[];
  opened: OpenedNames;
  inherited: (OpenedNames & { group: Named })[];
  permissions: Permission[];
  inherited_permissions: { group: Named; permissions: Permission[] }[];
};

export const group = read(readUserGroup, async ({ tx, me, params }) => {
  const { rows } = await sql<GroupRow>`
    select g.id, g.name, g.version,
           (select count(*)::integer from user_group_member i where i.account_id = g.account_id and i.group_id = g.id) as members,
           (select coalesce(jsonb_agg(jsonb_build_object('id', u.id, 'name', u.name) order by x.distance desc), '[]')
              from user_group_above x join user_group u on u.account_id = x.account_id and u.id = x.above_id
             where x.account_id = g.account_id and x.group_id = g.id and x.distance > 0) as above,
           (select coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'name', s.name, 'members',
                     (select count(*) from user_group_member i where i.account_id = s.account_id and i.group_id = s.id)) order by s.name, s.id), '[]')
              from user_group s where s.account_id = g.account_id and s.parent_id = g.id) as below,
           ${openedOf(sql`g`)} as opened,
           (select coalesce(jsonb_agg(${openedOf(sql`u`)} || jsonb_build_object('group', jsonb_build_object('id', u.id, 'name', u.name)) order by x.distance), '[]')
              from user_group_above x join user_group u on u.account_id = x.account_id and u.id = x.above_id
             where x.account_id = g.account_id and x.group_id = g.id and x.distance > 0
               and exists (select from user_group_access a where a.account_id = u.account_id and a.user_group_id = u.id)) as inherited,
           ${broughtBy(sql`g`)} as permissions,
           (select coalesce(jsonb_agg(jsonb_build_object('group', jsonb_build_object('id', u.id, 'name', u.name), 'permissions', ${broughtBy(sql`u`)}) order by x.distance), '[]')
              from user_group_above x join user_group u on u.account_id = x.account_id and u.id = x.above_id
             where x.account_id = g.account_id and x.group_id = g.id and x.distance > 0
               and exists (select from user_group_permission p where p.account_id = u.account_id and p.group_id = u.id)) as inherited_permissions
      from user_group g where g.account_id = ${me.account_id} and g.id = ${params.group_id}`.execute(tx);
  const [row] = rows;
  if (!row) return { code: 'not-found' };
  const { users } = extentFor(me, 'users.view');
  const { opened, above, inherited, permissions, inherited_permissions: brought, ...shown } = row;
  const asSeen = await seenThings(tx, me, [opened, ...inherited]);
  return {
    ...shown,
    ...asSeen(opened),
    above: above.filter(({ id }) => users?.includes(id) ?? true),
    inherited: openedAsSeen(inherited, users).map(asSeen),
    permissions: inOrder(permissions),
    inherited_permissions: broughtAsSeen(brought, users).map((one) => ({
      ...one,
      permissions: inOrder(one.permissions),
    })),
  };
});

/** How what is opened is told to the caller: where they are limited to groups of computers, others and what is in them are left out. */
async function seenThings(tx: Tx, me: Member, all: readonly OpenedNames[]) {
  const within = me.permissions.includes('users.view') ? null : (me.limits?.computers ?? null);
  if (within === null) return <O extends OpenedNames>(opened: O): O => opened;
  const ids = all.flatMap(({ computers }) => computers.map(({ id }) => id));
  const { rows } = await sql<{ id: string }>`
    select id from computer where account_id = ${me.account_id} and id = any (${ids}::uuid[]) and group_id = any (${within}::uuid[])`.execute(
    tx,
  );
  const seen = new Set([...within, ...rows.map(({ id }) => id)]);
  const seenOf = (named: readonly Named[]) => named.filter(({ id }) => seen.has(id));
  return <O extends OpenedNames>(opened: O): O => ({
    ...opened,
    groups: seenOf(opened.groups),
    computers: seenOf(opened.computers),
  });
}

type MemberRow = {
  id: string;
  email: string;
  name: string;
  role: Role;
  custom_role: Named | null;
  status: MemberStatus;
  last_entered_at: Date | null;
  in_groups: { own: number; others: number } | null;
  place: string;
  counted: number;
};

export const members = read(listGroupMembers, async ({ tx, me, params, query }) => {
  const here = await tx
    .selectFrom('user_group')
    .select('id')
    .where('account_id', '=', me.account_id)
    .where('id', '=', params.group_id)
    .executeTakeFirst();
  if (!here) return { code: 'not-found' };
  const [name, id] = query.cursor === undefined ? [] : readCursor(query.cursor, ['text', 'id']);
  const beyond = name === undefined ? sql`` : sql`and (m.sort_name, m.id) > (${name}::text, ${id}::uuid)`;
  const pattern = sql`(select '%' || regexp_replace(fold_for_search(${query.search ?? ''}), '([\\\\%_])', '\\\\\\1', 'g') || '%')`;
  const found = query.search === undefined ? sql`` : sql`and m.search_text like ${pattern}`;
  const these = sql`
    from user_group_member i join member m on m.account_id = i.account_id and m.id = i.member_id
   where i.account_id = ${me.account_id} and i.group_id = ${params.group_id} and m.status <> 'removed' ${found}`;
  const { rows } = await sql<MemberRow>`
    select p.*, counted.n as counted from (select count(*)::integer as n from (select ${these} limit 1001) capped) counted
      left join (select m.id, m.email, m.name, m.role, m.status,
                        (select jsonb_build_object('id', r.id, 'name', r.name) from custom_role r where r.account_id = m.account_id and r.id = m.role_id) as custom_role, m.last_entered_at, ${countGroupsOf(me, 'm')} as in_groups, m.sort_name as place
                   ${these} ${beyond} order by m.sort_name, m.id limit ${query.limit + 1}) p on true
     order by p.place, p.id`.execute(tx);
  const total = totalOf(rows[0]?.counted ?? 0);
  const present = rows.filter((row) => row.id !== null);
  const { items, next_cursor } = pageOf(present, query.limit, (row) => [row.place, row.id]);
  const shown = items.map(({ place: _, counted: __, last_entered_at, ...row }) => ({
    ...row,
    last_entered_at: last_entered_at?.toISOString() ?? null,
  }));
  return { items: shown, next_cursor, total };
});
