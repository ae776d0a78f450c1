import type { Refusal } from '@latchkey/domain/refusal';
import { refuseLimits } from '@latchkey/domain/limited';
import type { Permission } from '@latchkey/domain/role';
import { sql } from 'kysely';
import type { Tx } from '../kit/db.ts';
import { membersWith } from './permitting.ts';

type Home = { account_id: string };

/** To which groups a custom role is limited; null where it is not. */
export type WantedLimits = {
  permissions: readonly Permission[];
  user_group_ids: readonly string[] | null;
  computer_group_ids: readonly string[] | null;
};

/** Says why a role can't be limited like this (G5): a permission of it can't be, or a group is not there. The groups stay until this is over. */
export async function refuseWantedLimits(
  tx: Tx,
  { account_id }: Home,
  wanted: WantedLimits,
): Promise<Refusal | undefined> {
  const { permissions, user_group_ids: users, computer_group_ids: computers } = wanted;
  const sides = [...(users ? (['users'] as const) : []), ...(computers ? (['computers'] as const) : [])];
  const refusal = refuseLimits(permissions, sides);
  if (refusal) return refusal;
  const { rows: userGroups } = await sql`
    select from user_group where account_id = ${account_id} and id = any (${users ?? []}::uuid[]) order by id for key share`.execute(
    tx,
  );
  const { rows: computerGroups } = await sql`
    select from computer_group where account_id = ${account_id} and id = any (${computers ?? []}::uuid[]) order by id for key share`.execute(
    tx,
  );
  const isThere = userGroups.length === new Set(users).size && computerGroups.length === new Set(computers).size;
  return isThere ? undefined : { code: 'not-found' };
}

/** Limits a custom role to exactly these groups. The account is locked, and the groups are there. */
export async function setLimits(
  tx: Tx,
  { account_id }: Home,
  { id, ...wanted }: WantedLimits & { id: string },
): Promise<void> {
  const { user_group_ids: users, computer_group_ids: computers } = wanted;
  await sql`
    with limited as (
      update custom_role set limits_users = ${users !== null}, limits_computers = ${computers !== null} where account_id = ${account_id} and id = ${id}
    ), users_gone as (
      delete from custom_role_user_group where account_id = ${account_id} and role_id = ${id} and group_id <> all (${users ?? []}::uuid[])
    ), computers_gone as (
      delete from custom_role_computer_group where account_id = ${account_id} and role_id = ${id} and group_id <> all (${computers ?? []}::uuid[])
    ), users_new as (
      insert into custom_role_user_group (account_id, role_id, group_id)
      select ${account_id}::uuid, ${id}::uuid, g from unnest(${users ?? []}::uuid[]) g on conflict do nothing
    )
    insert into custom_role_computer_group (account_id, role_id, group_id)
    select ${account_id}::uuid, ${id}::uuid, g from unnest(${computers ?? []}::uuid[]) g on conflict do nothing`.execute(
    tx,
  );
}

/**
 * Takes groups that are about to go out of the roles that are limited to them; a role that has none left is for nobody.
 * @returns who looked after them by such a role: what acts without them may not go on
 */
export async function forgetGroups(
  tx: Tx,
  { account_id }: Home,
  { kind, ids }: { kind: 'user' | 'computer'; ids: readonly string[] },
): Promise<string[]> {
  const limits = sql.table(kind === 'user' ? 'custom_role_user_group' : 'custom_role_computer_group');
  const { rows } = await sql<{ role_id: string }>`
    delete from ${limits} where account_id = ${account_id} and group_id = any (${ids}::uuid[]) returning role_id`.execute(
    tx,
  );
  const roles = [...new Set(rows.map(({ role_id }) => role_id))];
  return roles.length === 0 ? [] : membersWith(tx, account_id, roles);
}
