import { keepsCodes } from '@latchkey/domain/computer';
import type { MemberStatus } from '@latchkey/domain/member';
import { hasPermission, permissionsOf, type Role } from '@latchkey/domain/role';
import { sql } from 'kysely';
import { endInvitations } from '../invitation/endings.ts';
import type { Began } from '../kit/db.ts';
import { cancelLocked } from './ending.ts';

/** A member, and what they are from now on. */
export type Standing = { accountId: string; memberId: string; status: Exclude<MemberStatus, 'invited'>; role: Role };

type Found = {
  tokens: string[];
  codes: string[];
  has_sent: boolean;
  handover: { id: string; from_member: string; to_member: string } | null;
};

/**
 * Gives a member who has accepted another status or role, and ends what acts for them without them and may not go on (G10): the open
 * invitations they sent and the jobs they started, unless they still manage users; their API tokens, unless their role still holds
 * anything (what is left of a token is cut at each call); the codes they made that let computers in, unless they still add and manage
 * computers, or may add their own; the handover of the account to them, unless they stay active. None of it comes
 * back by itself. The account and the member are locked.
 * @returns the ids of what ended and of whom it was about, for the audit row of the act
 */
export async function changeStanding(began: Began, standing: Standing): Promise<string[]> {
  const { accountId, memberId, status } = standing;
  const isActive = status === 'active';
  const managesUsers = isActive && hasPermission(standing.role, 'users.manage');
  const found = await change(began, standing, managesUsers);
  const sent =
    found.has_sent && !managesUsers
      ? await endInvitations(began, accountId, { invited_by: memberId }, 'withdrawn')
      : [];
  const offered = !isActive && found.handover !== null ? [found.handover] : [];
  for (const handover of offered) await cancelLocked(began, accountId, handover, 'standing');
  return [...sent.map(({ member_id }) => member_id), ...found.tokens, ...found.codes, ...offered.map(({ id }) => id)];
}

/** In one round trip, because most members have nothing to be ended, and a job asks this of a hundred thousand. */
async function change({ tx, now }: Began, standing: Standing, managesUsers: boolean): Promise<Found> {
  const { accountId, memberId, status, role } = standing;
  const codesKept = keepsCodes(status, role);
  const holdsAnything = status === 'active' && permissionsOf(role).length > 0;
  const { rows } = await sql<Found>`
    with changed as (
      update member set status = ${status}, role = ${role}, version = version + 1,
             removed_at = case when ${status === 'removed'} then ${now}::timestamptz end
       where account_id = ${accountId} and id = ${memberId}
    ), tokens as (
      update api_token set ended_at = ${now}
       where account_id = ${accountId} and member_id = ${memberId} and ended_at is null and not ${holdsAnything} returning id
    ), codes as (
      update enrolment_code e set ending = 'withdrawn', ended_at = ${now} from account a
       where e.account_id = ${accountId} and e.made_by = ${memberId} and e.ending is null and ${codesKept !== 'all'} and a.id = e.account_id
         and not (${codesKept === 'own'} and a.members_may_enrol and e.kind = 'enrolment' and e.owner_id = e.made_by and e.group_id is null)
      returning e.id
    ), jobs as (
      update batch set state = 'stopped', ended_at = ${now}
       where account_id = ${accountId} and member_id = ${memberId} and state = 'running' and not ${managesUsers}
    )
    select array(select id from tokens) as tokens, array(select id from codes) as codes,
           exists (select from invitation where account_id = ${accountId} and invited_by = ${memberId} and ending is null) as has_sent,
           (select jsonb_build_object('id', h.id, 'from_member', h.from_member, 'to_member', h.to_member)
              from handover h where h.account_id = ${accountId} and h.to_member = ${memberId} and h.ending is null) as handover`.execute(
    tx,
  );
  return rows[0] ?? { tokens: [], codes: [], has_sent: false, handover: null };
}
