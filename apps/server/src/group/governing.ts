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

/**
 * Whose limited roles an act on user groups may let count for others than before (G8): roles limited to these groups, to ones above them, or
 * to any other that these members are in, and what these members have themselves.
 */
export async function limitedAround(
  tx: Tx,
  { account_id }: { account_id: string },
  { groups, members }: { groups: readonly string[]; members: readonly string[] },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with around as materialized (
      select unnest(${groups}::uuid[]) as id
      union
      select i.group_id from user_group_member i where i.account_id = ${account_id} and i.member_id = any (${members}::uuid[])
    ), over as materialized (
      select distinct l.role_id from around a
        join user_group_above x on x.account_id = ${account_id} and x.group_id = a.id
        join custom_role_user_group l on l.account_id = x.account_id and l.group_id = x.above_id
    )
    select m.id from over o join member m on m.account_id = ${account_id} and m.role_id = o.role_id
    union
    select m.id from custom_role r join member m on m.account_id = r.account_id and m.role_id = r.id
     where r.account_id = ${account_id} and (r.limits_users or r.limits_computers) and m.id = any (${members}::uuid[])`.execute(
    tx,
  );
  return rows.map(({ id }) => id);
}

/** These user groups and those below them. */
export async function groupsBelow(
  tx: Tx,
  { account_id }: { account_id: string },
  ids: readonly string[],
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct x.group_id as id from user_group_above x
     where x.account_id = ${account_id} and x.above_id = any (${ids}::uuid[])`.execute(tx);
  return rows.map(({ id }) => id);
}
