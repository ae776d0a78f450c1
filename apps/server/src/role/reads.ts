import { listRoles } from '@latchkey/contract/role';
import { grantablePermissions, type Permission, permissionsOf, powersOf, roles } from '@latchkey/domain/role';
import { sql } from 'kysely';
import { read } from '../kit/operation.ts';

type Custom = { id: string; name: string; version: number; permissions: Permission[]; members: number } & Limits;
type Named = { id: string; name: string };
type Limits = { user_groups: Named[] | null; computer_groups: Named[] | null };

export const list = read(listRoles, async ({ tx, me }) => {
  const counted = await sql<{ role: string; members: number }>`
    select m.role, count(*)::integer as members from member m
     where m.account_id = ${me.account_id} and m.status <> 'removed' and m.role_id is null group by m.role`.execute(tx);
  const custom = await sql<Custom>`
    select r.id, r.name, r.version,
           array(select p.permission from custom_role_permission p where p.account_id = r.account_id and p.role_id = r.id) as permissions,
           case when r.limits_users then (
             select coalesce(jsonb_agg(jsonb_build_object('id', g.id, 'name', g.name) order by g.name, g.id), '[]') from custom_role_user_group l
               join user_group g on g.account_id = l.account_id and g.id = l.group_id where l.account_id = r.account_id and l.role_id = r.id) end as user_groups,
           case when r.limits_computers then (
             select coalesce(jsonb_agg(jsonb_build_object('id', g.id, 'name', g.name) order by g.name, g.id), '[]') from custom_role_computer_group l
               join computer_group g on g.account_id = l.account_id and g.id = l.group_id where l.account_id = r.account_id and l.role_id = r.id) end as computer_groups,
           (select count(*)::integer from member m where m.account_id = r.account_id and m.role_id = r.id and m.status <> 'removed') as members
      from custom_role r where r.account_id = ${me.account_id} order by r.name, r.id`.execute(tx);
  const members = new Map(counted.rows.map((row) => [row.role, row.members]));
  const inOrder = (held: readonly Permission[]) => grantablePermissions.filter((one) => powersOf(held).includes(one));
  return {
    built_in: roles.map((role) => ({ role, permissions: [...permissionsOf(role)], members: members.get(role) ?? 0 })),
    custom: custom.rows.map((role) => ({ ...role, permissions: inOrder(role.permissions) })),
  };
});
