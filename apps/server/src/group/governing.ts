import type { Permission } from '@latchkey/domain/role';
import { sql } from 'kysely';
import type { Tx } from '../kit/db.ts';

/**
 * What limited roles let those who have them do to users who come into these groups, which they look after or one above (G5). Whoever
 * brings somebody in gives them that (G10).
 */
export async function governedBy(
  tx: Tx,
  { account_id }: { account_id: string },
  ids: readonly string[],
): Promise<Map<string, Permission[]>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ id: string; permissions: Permission[] }>`
    select x.group_id as id, array_agg(distinct p.permission) as permissions
      from user_group_above x
      join custom_role_user_group l on l.account_id = x.account_id and l.group_id = x.above_id
      join custom_role_permission p on p.account_id = l.account_id and p.role_id = l.role_id
     where x.account_id = ${account_id} and x.group_id = any (${ids}::uuid[]) group by x.group_id`.execute(tx);
  return new Map(rows.map(({ id, permissions }) => [id, permissions]));
}

/** Who looks after these user groups by a role that is limited to them, or to groups above them. */
export async function managersOver(
  tx: Tx,
  { account_id }: { account_id: string },
  ids: readonly string[],
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct m.id from user_group_above x
      join custom_role_user_group l on l.account_id = x.account_id and l.group_id = x.above_id
      join member m on m.account_id = l.account_id and m.role_id = l.role_id
     where x.account_id = ${account_id} and x.group_id = any (${ids}::uuid[])`.execute(tx);
  return rows.map(({ id }) => id);
}
