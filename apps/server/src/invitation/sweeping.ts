import { sql } from 'kysely';
import { writeAudit } from '../kit/audit.ts';
import { type Began, inTransaction } from '../kit/db.ts';
import type { Kit } from '../kit/kit.ts';
import { tellNews } from '../kit/news.ts';
import { endInvitations } from './endings.ts';
import { lockAccount } from './links.ts';

/** Closes what has expired, account by account. Only tidiness: an expired link is refused, and its seat free, whether or not this has run. */
export async function sweepInvitations(kit: Kit): Promise<void> {
  const accounts = await inTransaction(kit.db, { mode: 'read' }, async ({ tx, now }) => {
    const { rows } = await sql<{ id: string }>`select accounts_with_expired_invitations(${now}) as id`.execute(tx);
    return rows.map((row) => row.id);
  });
  for (const accountId of accounts) {
    await inTransaction(kit.db, { accountId }, async (began) => {
      if (!(await lockAccount(began, accountId))) return;
      if ((await closeExpired(began, accountId)) > 0) await tellNews(began.tx, accountId, 'member');
    });
  }
}

/** Closes what has expired in one account, which is locked: whoever takes the lock first does it. Gives how many. */
export async function closeExpired(began: Began, accountId: string): Promise<number> {
  const ended = await endInvitations(began, accountId, { expired: true }, 'expired');
  const entries = ended.map(({ id, member_id }) => ({
    act: 'invitation.expire',
    input: {},
    reply: { member_id, invitation_id: id },
    note: { before: { status: 'invited' }, after: { status: 'removed' } },
  }));
  await writeAudit(began, accountId, { kind: 'system', id: null, personal: {} }, entries);
  return ended.length;
}
