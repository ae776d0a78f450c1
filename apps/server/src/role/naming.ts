import type { Refusal } from '@latchkey/domain/refusal';
import { MOST_ROLES, type Permission } from '@latchkey/domain/role';
import { nameKeyOf } from '@latchkey/domain/text';
import { sql } from 'kysely';
import type { Tx } from '../kit/db.ts';

type Home = { account_id: string };

/** Says why there may be no role of this name besides, if it is another than `except`. */
export async function refuseRoleName(
  tx: Tx,
  { account_id }: Home,
  { name, except }: { name: string; except?: string },
): Promise<Refusal | undefined> {
  const { rows } = await sql<{ taken: boolean; roles: number }>`
    select count(*)::integer as roles, coalesce(bool_or(name_key = ${nameKeyOf(name)} and id is distinct from ${except ?? null}::uuid), false) as taken
      from custom_role where account_id = ${account_id}`.execute(tx);
  if (rows[0]?.taken) return { code: 'role-exists' };
  const isFull = except === undefined && (rows[0]?.roles ?? 0) >= MOST_ROLES;
  return isFull ? { code: 'too-many-roles', maximum: MOST_ROLES } : undefined;
}

/** The custom roles of these that there are, with their permissions. They can't be deleted before this is over. */
export async function rolesThere(
  tx: Tx,
  { account_id }: Home,
  ids: readonly string[],
): Promise<Map<string, Permission[]>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ id: string; permissions: Permission[] }>`
    select r.id, array(select p.permission from custom_role_permission p where p.account_id = r.account_id and p.role_id = r.id) as permissions
      from custom_role r where r.account_id = ${account_id} and r.id = any (${ids}::uuid[]) order by r.id for key share of r`.execute(
    tx,
  );
  return new Map(rows.map(({ id, permissions }) => [id, permissions]));
}
