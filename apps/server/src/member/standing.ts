import type { Invitee } from '@latchkey/domain/invitation';
import type { MemberStatus } from '@latchkey/domain/member';
import type { Role } from '@latchkey/domain/role';
import { sql } from 'kysely';
import type { Began, Tx } from '../kit/db.ts';

/** What an address is in this account; the account is locked. */
export async function standingOf(tx: Tx, email: string): Promise<Invitee> {
  const row = await tx
    .selectFrom('member')
    .select(['id', 'status'])
    .where('email', '=', email)
    .where('status', '<>', 'removed')
    .executeTakeFirst();
  if (row === undefined || row.status === 'removed') return { standing: 'stranger' };
  return { standing: row.status, member_id: row.id };
}

export type LockedMember = {
  id: string;
  person_id: string | null;
  email: string;
  name: string;
  role: Role;
  status: MemberStatus;
};

/** Locks one member and gives what is known of them; nothing when the account has none such. */
export async function lockMember(tx: Tx, accountId: string, memberId: string): Promise<LockedMember | undefined> {
  return tx
    .selectFrom('member')
    .select(['id', 'person_id', 'email', 'name', 'role', 'status'])
    .where('account_id', '=', accountId)
    .where('id', '=', memberId)
    .forUpdate()
    .executeTakeFirst();
}

/** Ends memberships: the rows stay for their history, with no rights left to revive (P7). */
export async function removeMembers({ tx, now }: Began, accountId: string, ids: readonly string[]): Promise<void> {
  await tx
    .updateTable('member')
    .set({ status: 'removed', role: 'member', removed_at: now, version: sql`version + 1` })
    .where('account_id', '=', accountId)
    .where('id', '=', sql<string>`any (${ids}::uuid[])`)
    .execute();
}
