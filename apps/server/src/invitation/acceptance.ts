import type { Refusal } from '@latchkey/domain/refusal';
import { sql } from 'kysely';
import { writeAudit } from '../kit/audit.ts';
import type { Began } from '../kit/db.ts';
import { tellNews } from '../kit/news.ts';
import { isRefusal } from '../kit/refused.ts';
import { invitedPerson, type LinkTarget, lockAccount, type Offer, offerOf } from './links.ts';

/** What an accepted invitation gave: a place in an account, without what could not be brought any more (I10). */
export type Accepted = { account_id: string; not_brought: ('role' | 'permissions' | 'access' | 'groups')[] };
export type Accepting = { person_id: string; name: string; act: string; address: string };

/**
 * Makes the invited member active, once (I4): under the account's lock, so that of many at the same time exactly one wins and a change of
 * the inviter's rights comes wholly before or wholly after. It brings only what the inviter may still grant (I10).
 */
export async function acceptOffer(began: Began, target: LinkTarget, who: Accepting): Promise<Accepted | Refusal> {
  const { tx, now } = began;
  if (!(await lockAccount(began, target.account_id))) return { code: 'link-unknown' };
  const offer = await offerOf(began, target);
  if (isRefusal(offer)) return offer;
  if ((await invitedPerson(began, target)) !== who.person_id) return { code: 'wrong-person', email: offer.email };
  const before = await recordOf(began, target.account_id, who.person_id);
  // Another address of theirs is no way around a suspension.
  if (before && before.status !== 'removed') return { code: 'already-a-member' };
  await tx
    .updateTable('invitation')
    .set({ ending: 'accepted', ended_at: now })
    .where('account_id', '=', target.account_id)
    .where('id', '=', offer.id)
    .execute();
  const not_brought = await dropWhatIsNot(began, offer);
  const member_id = await activate(began, { offer, who, before: before?.id });
  await tellNews(tx, target.account_id, 'member');
  const actor = {
    kind: 'member',
    id: member_id,
    personal: { name: who.name, email: offer.email, address: who.address },
  } as const;
  await writeAudit(began, target.account_id, actor, [
    {
      act: who.act,
      input: {},
      reply: { member_id, invitation_id: offer.id },
      note: {
        before: { status: 'invited' },
        after: {
          status: 'active',
          role: offer.role,
          ...Object.fromEntries(not_brought.map((part) => [part, 'dropped'])),
        },
      },
    },
  ]);
  return { account_id: target.account_id, not_brought };
}

type OwnRecord = { id: string; status: 'active' | 'suspended' | 'removed' };

/** The record that the account has of a person: the one they are in by, else the latest from before. */
async function recordOf({ tx }: Began, accountId: string, personId: string): Promise<OwnRecord | undefined> {
  const { rows } = await sql<OwnRecord>`
    select id, status from member where account_id = ${accountId} and person_id = ${personId}
     order by removed_at desc nulls first limit 1 for update`.execute(tx);
  return rows[0];
}

/**
 * Sets person and status on the member; a person who was a member before gets their old record back, with the new rights only (P7).
 * It has the address that was invited. Whether they ever enter the profile is another matter (P3).
 */
async function activate(
  { tx }: Began,
  { offer, who, before }: { offer: Offer; who: Accepting; before: string | undefined },
): Promise<string> {
  const accountId = offer.account_id;
  const memberId = before ?? offer.member_id;
  if (before !== undefined) await mergeInto(tx, accountId, { invited: offer.member_id, before });
  await tx
    .updateTable('member')
    .set({
      person_id: who.person_id,
      email: offer.email,
      name: who.name,
      status: 'active',
      role: offer.role,
      role_id: offer.role_id,
      removed_at: null,
      version: sql`version + 1`,
    })
    .where('account_id', '=', accountId)
    .where('id', '=', memberId)
    .execute();
  return memberId;
}

/** Takes from the invited member what who promised it may not give any more, and says what is missing (I10). */
async function dropWhatIsNot({ tx }: Began, offer: Offer): Promise<Accepted['not_brought']> {
  const { gives_access: gives, keeps_access: kept } = offer;
  // Of what is opened, to the member or to a group: all of it, or groups of computers and computers in these.
  const mayOpen = sql`${gives} and (${kept === null} or coalesce(o.group_id, (
    select c.group_id from computer c where c.account_id = o.account_id and c.id = o.computer_id)) = any (${kept ?? []}::uuid[])) is true`;
  const { rows } = await sql<{ access: boolean; groups: boolean }>`
    with access as (
      delete from member_access o
       where o.account_id = ${offer.account_id} and o.member_id = ${offer.member_id} and not (${mayOpen}) returning o.id
    ), groups as (
      delete from user_group_member i
       where i.account_id = ${offer.account_id} and i.member_id = ${offer.member_id} and not (
         ${offer.groups_kept.any}
         and not exists (
           select from user_group_above x join user_group_access o on o.account_id = x.account_id and o.user_group_id = x.above_id
            where x.account_id = i.account_id and x.group_id = i.group_id and not (${mayOpen}))
         and not exists (
           select from user_group_above x join user_group_permission p on p.account_id = x.account_id and p.group_id = x.above_id
            where x.account_id = i.account_id and x.group_id = i.group_id and p.permission <> all (${offer.groups_kept.bringing}::text[])))
      returning i.group_id
    ), permissions as (
      delete from member_permission
       where account_id = ${offer.account_id} and member_id = ${offer.member_id} and permission = any (${offer.dropped}::text[])
    )
    select exists (select from access) as access, exists (select from groups) as groups`.execute(tx);
  const { access = false, groups = false } = rows[0] ?? {};
  const missing = {
    role: offer.lost_role,
    permissions: offer.dropped.length > 0,
    access,
    groups: groups || offer.lost_groups,
  };
  return (['role', 'permissions', 'access', 'groups'] as const).filter((part) => missing[part]);
}

/**
 * The invited row was only a place for what was promised: its invitations, access, groups and permissions move to the record from before, and it goes.
 * So does whether the groups count at all: "only this list" was said of this invitation.
 */
async function mergeInto(tx: Began['tx'], accountId: string, rows: { invited: string; before: string }): Promise<void> {
  await tx
    .updateTable('invitation')
    .set({ member_id: rows.before })
    .where('account_id', '=', accountId)
    .where('member_id', '=', rows.invited)
    .execute();
  await sql`
    with listed as (
      update member b set only_own_access = i.only_own_access from member i
       where b.account_id = ${accountId} and b.id = ${rows.before} and i.account_id = ${accountId} and i.id = ${rows.invited}
    ), moved as (delete from member_access where account_id = ${accountId} and member_id = ${rows.invited} returning *),
    parted as (delete from user_group_member where account_id = ${accountId} and member_id = ${rows.invited} returning *),
    kept as (delete from member_permission where account_id = ${accountId} and member_id = ${rows.invited} returning *),
    given as (
      insert into member_permission (account_id, member_id, permission)
      select account_id, ${rows.before}::uuid, permission from kept on conflict do nothing
    ),
    grouped as (
      insert into user_group_member (account_id, group_id, member_id, made_at)
      select account_id, group_id, ${rows.before}::uuid, made_at from parted on conflict do nothing
    )
    insert into member_access (account_id, id, member_id, kind, group_id, computer_id, made_at)
    select account_id, gen_random_uuid(), ${rows.before}::uuid, kind, group_id, computer_id, made_at from moved on conflict do nothing`.execute(
    tx,
  );
  await tx.deleteFrom('member').where('account_id', '=', accountId).where('id', '=', rows.invited).execute();
}
