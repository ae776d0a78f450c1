import { extentOf, type Limits } from '@latchkey/domain/limited';
import type { MemberStatus } from '@latchkey/domain/member';
import type { Permission, Role } from '@latchkey/domain/role';
import { type RawBuilder, sql } from 'kysely';
import { endInvitations } from '../invitation/endings.ts';
import type { Began } from '../kit/db.ts';
import { cancelLocked } from './ending.ts';

/** A member, and what they are from now on; a custom role only for who is a Member otherwise, and none if left out. */
export type Standing = {
  accountId: string;
  memberId: string;
  status: Exclude<MemberStatus, 'invited'>;
  role: Role;
  roleId?: string | null;
};

type Found = { held: Permission[]; handover: { id: string; from_member: string; to_member: string } | null };

/**
 * Gives a member who has accepted another status or role, and ends what acts for them without them and may not go on (G10): see endUnheld;
 * the handover of the account to them too, unless they stay active. None of it comes back by itself. The account and the member are locked.
 * @returns the ids of what ended and of whom it was about, for the audit row of the act
 */
export async function changeStanding(began: Began, standing: Standing): Promise<string[]> {
  const { accountId, memberId, status } = standing;
  const { held, handover } = await change(began, standing);
  const ended = await endUnheldOf(began, accountId, { memberId, isActive: status === 'active', held });
  const offered = status !== 'active' && handover !== null ? [handover] : [];
  for (const one of offered) await cancelLocked(began, accountId, one, 'standing');
  return [...ended, ...offered.map(({ id }) => id)];
}

async function change({ tx, now }: Began, { accountId, memberId, status, role, roleId }: Standing): Promise<Found> {
  const { rows } = await sql<Found>`
    with changed as (
      update member set status = ${status}, role = ${role}, role_id = ${roleId ?? null}, version = version + 1,
             removed_at = case when ${status === 'removed'} then ${now}::timestamptz end
       where account_id = ${accountId} and id = ${memberId}
    )
    -- The change is not seen yet: what comes with the role is put beside what comes from elsewhere.
    select array(select b.permission from built_in_permission b where b.role = ${role} and ${status === 'active'}
                 union select r.permission from custom_role_permission r where r.account_id = ${accountId} and r.role_id = ${roleId ?? null}::uuid and ${status === 'active'}
                 union select e.permission from extra_power e
                        where e.account_id = ${accountId} and e.member_id = ${memberId} and e.via <> 'custom_role' and ${status === 'active'}) as held,
           (select jsonb_build_object('id', h.id, 'from_member', h.from_member, 'to_member', h.to_member)
              from handover h where h.account_id = ${accountId} and h.to_member = ${memberId} and h.ending is null) as handover`.execute(
    tx,
  );
  return rows[0] ?? { held: [], handover: null };
}

/** Ends the same for active members from whom permissions may have been taken in another way: their own, a role's or a user group's. */
export async function endUnheld(began: Began, accountId: string, memberIds: readonly string[]): Promise<string[]> {
  if (memberIds.length === 0) return [];
  // Few of many have anything that acts without them.
  const { rows } = await sql<{ id: string; held: Permission[] }>`
    select m.id, held_by(m.account_id, m.id) as held from member m
     where m.account_id = ${accountId} and m.id = any (${memberIds}::uuid[]) and m.status = 'active' and (
       exists (select from invitation i where i.account_id = m.account_id and i.invited_by = m.id and i.ending is null)
       or exists (select from api_token t where t.account_id = m.account_id and t.member_id = m.id and t.ended_at is null)
       or exists (select from enrolment_code e where e.account_id = m.account_id and e.made_by = m.id and e.ending is null)
       or exists (select from batch b where b.account_id = m.account_id and b.member_id = m.id and b.state = 'running'))
     order by m.id`.execute(began.tx);
  const ended: string[] = [];
  for (const { id, held } of rows)
    ended.push(...(await endUnheldOf(began, accountId, { memberId: id, isActive: true, held })));
  return ended;
}

type Of = { memberId: string; isActive: boolean; held: readonly Permission[] };

/**
 * Ends what acts for a member without them and may not go on (G10): the open invitations they sent, unless they still manage users; the
 * jobs they started about what they do not manage any more; their API tokens, unless they still hold anything (what is left of a token is
 * cut at each call); the codes they made that let computers in, unless they still add and manage computers there, or may add their own.
 * In one round trip, because most members have nothing to be ended, and a job asks this of a hundred thousand.
 */
async function endUnheldOf(began: Began, accountId: string, { memberId, isActive, held }: Of): Promise<string[]> {
  const { tx, now } = began;
  const managesUsers = held.includes('users.manage');
  const { rows } = await sql<{ tokens: string[]; codes: string[]; has_sent: boolean }>`
    with tokens as (
      update api_token set ended_at = ${now}
       where account_id = ${accountId} and member_id = ${memberId} and ended_at is null and not ${held.length > 0} returning id
    ), codes as (
      update enrolment_code e set ending = 'withdrawn', ended_at = ${now} from account a
       where e.account_id = ${accountId} and e.made_by = ${memberId} and e.ending is null and a.id = e.account_id
         and not (${isActive} and ${isCodeKept(accountId, memberId)})
      returning e.id
    ), jobs as (
      update batch set state = 'stopped', ended_at = ${now}
       where account_id = ${accountId} and member_id = ${memberId} and state = 'running'
         and not case about when 'member' then ${managesUsers}::boolean else ${held.includes('computers.manage')}::boolean end
    )
    select array(select id from tokens) as tokens, array(select id from codes) as codes,
           exists (select from invitation where account_id = ${accountId} and invited_by = ${memberId} and ending is null) as has_sent`.execute(
    tx,
  );
  const { tokens = [], codes = [], has_sent = false } = rows[0] ?? {};
  const sent =
    has_sent && !managesUsers ? await endInvitations(began, accountId, { invited_by: memberId }, 'withdrawn') : [];
  const beyond = isActive && has_sent ? await endBeyond(began, accountId, memberId) : [];
  return [...sent.map(({ member_id }) => member_id), ...tokens, ...codes, ...beyond];
}

/**
 * Ends the open invitations that only a limited role let a member send, and that are of whom they do not look after any more (G5).
 */
async function endBeyond(began: Began, accountId: string, memberId: string): Promise<string[]> {
  const { rows } = await sql<{ limits: Limits | null; permissions: Permission[] }>`
    select limits_of(${accountId}, ${memberId}) as limits, held_in_full(${accountId}, ${memberId}) as permissions`.execute(
    began.tx,
  );
  const { limits = null, permissions = [] } = rows[0] ?? {};
  const extent = limits === null ? undefined : extentOf({ permissions, limits }, 'users.manage');
  if (limits === null || extent?.users === null) return [];
  // What is_commanded says of each, asked of all at once: a manager may have ten thousand of them open.
  const { rows: unled } = await sql<{ id: string }>`
    select i.member_id as id from invitation i
     where i.account_id = ${accountId} and i.invited_by = ${memberId} and i.ending is null
       and not coalesce((
         select bool_and(g.group_id = any (${extent?.users ?? []}::uuid[])) from user_group_member g
          where g.account_id = i.account_id and g.member_id = i.member_id), false)`.execute(began.tx);
  const ids = unled.map(({ id }) => id);
  if (ids.length > 0) await endInvitations(began, accountId, { member_ids: ids }, 'withdrawn');
  return ids;
}

/**
 * Whether a code `e` of an active member in the account `a` goes on working: they add and manage computers, in the whole account or where
 * its computers come to stand (G5); or it is for one of their own, where the account lets members add such.
 */
function isCodeKept(accountId: string, memberId: string): RawBuilder<boolean> {
  const needed = sql`array['computers.enrol', 'computers.manage']`;
  const held = sql`held_in_full(${accountId}, ${memberId})`;
  // Asked of nobody who made no code: most made none.
  const isWhole = sql`(select ${needed} <@ ${held})`;
  const groups = sql`(
    select l.limits -> 'computers' from (select limits_of(${accountId}, ${memberId}) as limits) l
     where (select bool_and(p = any (${held}) or l.limits -> 'permissions' ? p) from unnest(${needed}) p))`;
  const place = sql`coalesce(e.group_id, (select c.group_id from computer c where c.account_id = e.account_id and c.id = e.computer_id))::text`;
  return sql`(${isWhole} or coalesce(${groups} ? ${place}, false)
    or a.members_may_enrol and e.kind = 'enrolment' and e.owner_id = e.made_by and e.group_id is null)`;
}
