import { readPermissions, whyPermission } from '@latchkey/contract/role';
import { grantablePermissions, hasPermission, type Permission, permissionsOf, type Role } from '@latchkey/domain/role';
import { broughtAsSeen, waysAsSeen } from '@latchkey/domain/unseen';
import { sql } from 'kysely';
import { extentFor } from '../kit/limited.ts';
import { read } from '../kit/operation.ts';
import { isRefusal } from '../kit/refused.ts';
import { whoCouldGive } from './givers.ts';
import { seeingOf } from './seeing.ts';

type Named = { id: string; name: string };
type Row = {
  role: Role;
  custom_role: Named | null;
  of_custom: Permission[];
  own: Permission[];
  inherited: { group: Named; permissions: Permission[] }[];
};

export const permissions = read(readPermissions, async ({ tx, me, params }) => {
  const { rows } = await sql<Row>`
    select m.role, (select jsonb_build_object('id', r.id, 'name', r.name) from custom_role r where r.account_id = m.account_id and r.id = m.role_id) as custom_role,
           array(select p.permission from custom_role_permission p where p.account_id = m.account_id and p.role_id = m.role_id) as of_custom,
           array(select p.permission from member_permission p where p.account_id = m.account_id and p.member_id = m.id) as own,
           (select coalesce(jsonb_agg(jsonb_build_object('group', jsonb_build_object('id', u.id, 'name', u.name), 'permissions', e.permissions) order by u.name, u.id), '[]')
              from (select e.group_id, array_agg(distinct e.permission) as permissions from extra_power e
                     where e.account_id = m.account_id and e.member_id = m.id and e.via = 'group' group by 1) e
              join user_group u on u.account_id = m.account_id and u.id = e.group_id) as inherited
      from member m where m.account_id = ${me.account_id} and m.id = ${params.member_id} and m.status <> 'removed'`.execute(
    tx,
  );
  const [row] = rows;
  if (!row) return { code: 'not-found' };
  const { users } = extentFor(me, 'users.view');
  const inOrder = (held: readonly Permission[]) => grantablePermissions.filter((one) => held.includes(one));
  return {
    role: row.role,
    custom_role: row.custom_role,
    of_role: row.custom_role ? inOrder(row.of_custom) : [...permissionsOf(row.role)],
    own: inOrder(row.own),
    inherited: broughtAsSeen(row.inherited, users).map((one) => ({ ...one, permissions: inOrder(one.permissions) })),
  };
});

type Way = {
  kind: 'role' | 'custom-role' | 'own' | 'group';
  role: Role | null;
  by: Named | null;
  through: Named | null;
};
type Facts = {
  member: Named;
  role: Role;
  is_active: boolean;
  ways: Way[];
  company_name: string;
  support_contact: string;
};

/** Who does not see users asks for themselves only; who sees those in some groups, for these, and other groups are not named (G11). */
export const whyMay = read(whyPermission, async ({ tx, me, params }) => {
  const seeing = await seeingOf(tx, me, params.member_id);
  if (isRefusal(seeing)) return seeing;
  const { member_id, permission } = params;
  const { rows } = await sql<Facts>`
    select jsonb_build_object('id', m.id, 'name', m.sort_name) as member, m.role, m.status = 'active' as is_active,
           a.company_name, coalesce(a.support_contact, '') as support_contact,
           (select coalesce(jsonb_agg(w.way order by w.place, w.way ->> 'by'), '[]') from (
              select 2 as place, jsonb_build_object('kind', 'custom-role', 'role', null, 'by', jsonb_build_object('id', r.id, 'name', r.name), 'through', null) as way
                from custom_role r join custom_role_permission p on p.account_id = r.account_id and p.role_id = r.id and p.permission = ${permission}
               where r.account_id = m.account_id and r.id = m.role_id
              union all
              select 3, jsonb_build_object('kind', 'own', 'role', null, 'by', null, 'through', null)
                from member_permission p where p.account_id = m.account_id and p.member_id = m.id and p.permission = ${permission}
              union all
              select 4, jsonb_build_object('kind', 'group', 'role', null, 'by', jsonb_build_object('id', u.id, 'name', u.name),
                       'through', case when t.id <> u.id then jsonb_build_object('id', t.id, 'name', t.name) end)
                from user_group_member i join user_group t on t.account_id = i.account_id and t.id = i.group_id
                join user_group_above x on x.account_id = i.account_id and x.group_id = i.group_id
                join user_group u on u.account_id = x.account_id and u.id = x.above_id
                join user_group_permission p on p.account_id = u.account_id and p.group_id = u.id and p.permission = ${permission}
               where i.account_id = m.account_id and i.member_id = m.id) w) as ways
      from member m join account a on a.id = m.account_id
     where m.account_id = ${me.account_id} and m.id = ${member_id} and m.status <> 'removed'`.execute(tx);
  const [row] = rows;
  if (!row) return { code: 'not-found' };
  const { role, is_active, ways: others, ...shown } = row;
  const ofRole: Way[] = hasPermission(role, permission) ? [{ kind: 'role', role, by: null, through: null }] : [];
  const ofGroups = others.filter(({ kind }) => kind === 'group');
  const told = waysAsSeen(ofGroups, seeing.as === 'limited' ? seeing.users : null);
  const ways = [
    ...ofRole,
    ...others.filter(({ kind }) => kind !== 'group'),
    ...told.map(({ unseen: _, ...way }) => way),
  ];
  const missing = [
    ...(is_active ? [] : (['member-not-active'] as const)),
    ...(ways.length > 0 ? [] : (['permission'] as const)),
  ];
  const needed = permission === 'roles.manage' ? [permission] : (['users.manage', permission] as const);
  const could_give = seeing.as === 'everybody' ? await whoCouldGive(tx, me, { id: member_id, role, needed }) : null;
  return { ...shown, permission, holds: is_active && ways.length > 0, ways, missing, could_give };
});
