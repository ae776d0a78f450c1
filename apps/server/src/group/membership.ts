import type { GroupedMember } from '@latchkey/domain/group';
import { sql } from 'kysely';
import type { Tx } from '../kit/db.ts';

/** A member and a user group that are brought together, or parted. */
export type Membership = { group_id: string; member_id: string };

type Target = GroupedMember & { email: string; name: string };

/** Locks these members in the order of their ids; who is removed is not among them. */
export async function lockTargets(tx: Tx, accountId: string, ids: readonly string[]): Promise<Map<string, Target>> {
  const { rows } = await sql<Target>`
    select m.id, m.email, m.name, m.role, m.status, held_by(m.account_id, m.id) as permissions from member m
     where m.account_id = ${accountId} and m.id = any (${ids}::uuid[]) and m.status <> 'removed' order by m.id for no key update`.execute(
    tx,
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** Puts members into user groups; both are there, and the account is locked. */
export async function putInto(
  tx: Tx,
  { accountId, now }: { accountId: string; now: Date },
  memberships: readonly Membership[],
): Promise<void> {
  if (memberships.length === 0) return;
  await sql`
    insert into user_group_member (account_id, group_id, member_id, made_at)
    select ${accountId}::uuid, w.group_id, w.member_id, ${now}
      from jsonb_to_recordset(${JSON.stringify(memberships)}::jsonb) as w (group_id uuid, member_id uuid)
    on conflict do nothing`.execute(tx);
}

/** Who sent the open invitations of these members, or answers for them since. */
export async function invitersOf(
  tx: Tx,
  { account_id }: { account_id: string },
  ids: readonly string[],
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct invited_by as id from invitation
     where account_id = ${account_id} and member_id = any (${ids}::uuid[]) and ending is null`.execute(tx);
  return rows.map(({ id }) => id);
}

/** What an open invitation brings is this actor's to answer for from now on (I10). */
export async function answerFor(
  tx: Tx,
  me: { account_id: string; member_id: string },
  ids: readonly string[],
): Promise<void> {
  await sql`
    update invitation set invited_by = ${me.member_id}
     where account_id = ${me.account_id} and member_id = any (${ids}::uuid[]) and ending is null`.execute(tx);
}
