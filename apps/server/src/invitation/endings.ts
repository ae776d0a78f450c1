import type { Ending } from '@latchkey/domain/invitation';
import { sql } from 'kysely';
import type { Began } from '../kit/db.ts';
import { removeMembers } from '../member/standing.ts';

export type EndedInvitation = { id: string; member_id: string };

type Which = { member_ids: readonly string[] } | { invited_by: string } | { expired: true };

/**
 * Ends the open invitations that fit, and puts their members back to where they were before: removed, all that was promised free (I6, I8).
 * The account is locked, so that no acceptance runs beside it.
 */
export async function endInvitations(
  began: Began,
  accountId: string,
  which: Which,
  ending: Exclude<Ending, 'accepted'>,
): Promise<EndedInvitation[]> {
  const { tx, now } = began;
  let query = tx
    .updateTable('invitation')
    .set({ ending, ended_at: now })
    .where('account_id', '=', accountId)
    .where('ending', 'is', null)
    .returning(['id', 'member_id']);
  if ('member_ids' in which) query = query.where('member_id', '=', sql<string>`any (${which.member_ids}::uuid[])`);
  else if ('invited_by' in which) query = query.where('invited_by', '=', which.invited_by);
  else query = query.where('expires_at', '<=', now);
  const ended = await query.execute();
  const invited = ended.map(({ member_id }) => member_id);
  if (invited.length > 0) await removeMembers(began, accountId, invited);
  return ended;
}
