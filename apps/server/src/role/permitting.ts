import type { Permission } from '@latchkey/domain/role';
import { sql } from 'kysely';
import type { Tx } from '../kit/db.ts';

/** Makes a custom role hold exactly these permissions. The account is locked. */
export async function setHeld(
  tx: Tx,
  accountId: string,
  { id, permissions }: { id: string; permissions: readonly Permission[] },
): Promise<void> {
  await sql`
    with gone as (
      delete from custom_role_permission where account_id = ${accountId} and role_id = ${id} and permission <> all (${permissions}::text[])
    )
    insert into custom_role_permission (account_id, role_id, permission)
    select ${accountId}::uuid, ${id}::uuid, p from unnest(${permissions}::text[]) p on conflict do nothing`.execute(tx);
}

/** Who has a custom role now. */
export async function membersWith(tx: Tx, accountId: string, ids: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select m.id from member m where m.account_id = ${accountId} and m.role_id = any (${ids}::uuid[]) order by m.id`.execute(
    tx,
  );
  return rows.map(({ id }) => id);
}
