import type { Refusal } from '@latchkey/domain/refusal';
import { type Permission, refusePermissions } from '@latchkey/domain/role';
import { sql } from 'kysely';
import type { Tx } from '../kit/db.ts';

export type LockedRole = {
  id: string;
  name: string;
  version: number;
  permissions: Permission[];
  limits: RoleLimits;
  is_used: boolean;
};

/** The groups a role is limited to, as the audit says them. */
export type RoleLimits = { user_group_ids: string[] | null; computer_group_ids: string[] | null };

/** Locks custom roles in the order of their ids and gives those that there are. */
export async function lockRoles(
  tx: Tx,
  { account_id }: { account_id: string },
  ids: readonly string[],
): Promise<Map<string, LockedRole>> {
  const { rows } = await sql<LockedRole>`
    select r.id, r.name, r.version, exists (select from member m where m.account_id = r.account_id and m.role_id = r.id) as is_used,
           array(select p.permission from custom_role_permission p where p.account_id = r.account_id and p.role_id = r.id order by 1) as permissions,
           jsonb_build_object(
             'user_group_ids', case when r.limits_users then (select coalesce(jsonb_agg(g.group_id order by g.group_id), '[]') from custom_role_user_group g where g.account_id = r.account_id and g.role_id = r.id) end,
             'computer_group_ids', case when r.limits_computers then (select coalesce(jsonb_agg(g.group_id order by g.group_id), '[]') from custom_role_computer_group g where g.account_id = r.account_id and g.role_id = r.id) end) as limits
      from custom_role r where r.account_id = ${account_id} and r.id = any (${ids}::uuid[]) order by r.id for update of r`.execute(
    tx,
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** Says why nothing may be taken from those who have a role: they hold a permission that the actor lacks (G10). */
export function refuseTaking(actor: readonly Permission[], { permissions, is_used }: LockedRole): Refusal | undefined {
  return is_used && refusePermissions(actor, permissions) ? { code: 'stronger-member' } : undefined;
}
