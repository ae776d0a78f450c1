import type { Invitee } from '@latchkey/domain/invitation';
import type { MemberStatus } from '@latchkey/domain/member';
import type { Held } from '@latchkey/domain/role';
import { sql } from 'kysely';
import type { Began, Tx } from '../kit/db.ts';

/** What addresses are in an account, which is locked; strangers are left out. */
export async function standingsOf(tx: Tx, accountId: string, emails: readonly string[]): Promise<Map<string, Invitee>> {
  const { rows } = await sql<{ email: string; member_id: string; standing: 'invited' | 'active' | 'suspended' }>`
    select email, id as member_id, status as standing
      from member where account_id = ${accountId} and email = any(${emails}::text[]) and status <> 'removed'`.execute(
    tx,
  );
  return new Map(rows.map(({ email, ...invitee }) => [email, invitee]));
}

export type LockedMember = Held & {
  id: string;
  person_id: string | null;
  email: string;
  name: string;
  role_id: string | null;
  status: MemberStatus;
};

// The moment a transaction began is an object of its own: what was locked for its work is remembered beside it.
const ahead = new WeakMap<Date, Map<string, LockedMember>>();

/**
 * Locks many members in one round trip, for a job that asks for them one by one: each is given once by lockMember without asking the
 * database again. Whatever changes a member before their turn must forget them here.
 */
export async function lockMembers(began: Began, accountId: string, ids: readonly string[]): Promise<void> {
  const members = await lockThose(began.tx, accountId, ids);
  ahead.set(began.now, new Map(members.map((member) => [member.id, member])));
}

/** Locks one member and gives what is known of them; nothing when the account has none such. */
export async function lockMember(began: Began, accountId: string, memberId: string): Promise<LockedMember | undefined> {
  const known = ahead.get(began.now);
  const member = known?.get(memberId);
  if (member && known?.delete(memberId)) return member;
  const [found] = await lockThose(began.tx, accountId, [memberId]);
  return found;
}

/** In the order of their ids, so that two who lock the same members never wait for each other in a circle. */
async function lockThose(tx: Tx, accountId: string, ids: readonly string[]): Promise<LockedMember[]> {
  const { rows } = await sql<LockedMember>`
    select m.id, m.person_id, m.email, m.name, m.role, m.role_id, m.status, held_by(m.account_id, m.id) as permissions
      from member m where m.account_id = ${accountId} and m.id = any (${ids}::uuid[]) order by m.id for update`.execute(
    tx,
  );
  return rows;
}

/** Ends memberships: the rows stay for their history, with no rights left to revive (P7). */
export async function removeMembers({ tx, now }: Began, accountId: string, ids: readonly string[]): Promise<void> {
  for (const id of ids) ahead.get(now)?.delete(id);
  await tx
    .updateTable('member')
    .set({ status: 'removed', role: 'member', removed_at: now, version: sql`version + 1` })
    .where('account_id', '=', accountId)
    .where('id', '=', sql<string>`any (${ids}::uuid[])`)
    .execute();
}
