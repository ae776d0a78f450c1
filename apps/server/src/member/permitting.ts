import type { Permission } from '@latchkey/domain/role';
import { sql } from 'kysely';
import type { Tx } from '../kit/db.ts';

/** A permission of a member's own. */
export type Permitted = { member_id: string; permission: Permission };

/** Gives members permissions of their own; the members are there, and the account is locked. */
export async function permit(tx: Tx, accountId: string, permitted: readonly Permitted[]): Promise<void> {
  if (permitted.length === 0) return;
  await sql`
    insert into member_permission (account_id, member_id, permission)
    select ${accountId}::uuid, w.member_id, w.permission
      from jsonb_to_recordset(${JSON.stringify(permitted)}::jsonb) as w (member_id uuid, permission text)
    on conflict do nothing`.execute(tx);
}
