import { hasPermission, permissionsOf, type Role } from '@latchkey/domain/role';
import { sql } from 'kysely';
import { endInvitations } from '../invitation/endings.ts';
import type { Began } from '../kit/db.ts';
import { cancelLocked } from './ending.ts';

/** A member whose rights were taken or cut: `left` is the role they go on with, nothing when they are active no more. */
export type Authority = { accountId: string; memberId: string; left?: Role };

type Found = {
  tokens: string[];
  has_sent: boolean;
  handover: { id: string; from_member: string; to_member: string } | null;
};

/**
 * Ends what acts for a member without them and may not go on (G10): the open invitations they sent and the jobs they started, unless they
 * still manage users; their API tokens, unless their role still holds anything (what is left of a token is cut at each call); the
 * handover of the account to them, unless they stay active. None of it comes back by itself. The account is locked.
 * @returns the ids of what ended and of whom it was about, for the audit row of the act
 */
export async function endAuthority(began: Began, { accountId, memberId, left }: Authority): Promise<string[]> {
  const { tx, now } = began;
  const managesUsers = left !== undefined && hasPermission(left, 'users.manage');
  const holdsAnything = left !== undefined && permissionsOf(left).length > 0;
  // In one round trip, because of most members nothing has to be ended, and a job asks this of a hundred thousand.
  const { rows } = await sql<Found>`
    with tokens as (
      update api_token set ended_at = ${now}
       where account_id = ${accountId} and member_id = ${memberId} and ended_at is null and not ${holdsAnything} returning id
    ), jobs as (
      update batch set state = 'stopped', ended_at = ${now}
       where account_id = ${accountId} and member_id = ${memberId} and state = 'running' and not ${managesUsers}
    )
    select array(select id from tokens) as tokens,
           exists (select from invitation where account_id = ${accountId} and invited_by = ${memberId} and ending is null) as has_sent,
           (select jsonb_build_object('id', h.id, 'from_member', h.from_member, 'to_member', h.to_member)
              from handover h where h.account_id = ${accountId} and h.to_member = ${memberId} and h.ending is null) as handover`.execute(
    tx,
  );
  const found = rows[0] ?? { tokens: [], has_sent: false, handover: null };
  const sent =
    found.has_sent && !managesUsers
      ? await endInvitations(began, accountId, { invited_by: memberId }, 'withdrawn')
      : [];
  const offered = left === undefined && found.handover !== null ? [found.handover] : [];
  for (const handover of offered) await cancelLocked(began, accountId, handover, 'standing');
  return [...sent.map(({ member_id }) => member_id), ...found.tokens, ...offered.map(({ id }) => id)];
}
