import type { Refusal } from '@latchkey/domain/refusal';
import { sql } from 'kysely';
import { writeAudit } from '../kit/audit.ts';
import type { Began } from '../kit/db.ts';
import { tellNews } from '../kit/news.ts';
import { isRefusal } from '../kit/refused.ts';
import { type LinkTarget, lockAccount, type Offer, offerOf } from './links.ts';

export type Accepting = { person_id: string; email: string; name: string; act: string; address: string };

/**
 * Makes the invited member active, once (I4): under the account's lock, so that of many at the same time exactly one wins and a change of
 * the inviter's rights comes wholly before or wholly after. It brings only what the inviter may still grant (I10).
 */
export async function acceptOffer(
  began: Began,
  target: LinkTarget,
  who: Accepting,
): Promise<{ account_id: string } | Refusal> {
  const { tx, now } = began;
  if (!(await lockAccount(began, target.account_id))) return { code: 'link-unknown' };
  const offer = await offerOf(began, target);
  if (isRefusal(offer)) return offer;
  if (offer.email !== who.email) return { code: 'wrong-person', email: offer.email };
  await tx
    .updateTable('invitation')
    .set({ ending: 'accepted', ended_at: now })
    .where('account_id', '=', target.account_id)
    .where('id', '=', offer.id)
    .execute();
  const member_id = await activate(began, target.account_id, offer, who);
  await tellNews(tx, target.account_id, 'member');
  const actor = {
    kind: 'member',
    id: member_id,
    personal: { name: who.name, email: who.email, address: who.address },
  } as const;
  await writeAudit(began, target.account_id, actor, [
    {
      act: who.act,
      input: {},
      reply: { member_id, invitation_id: offer.id },
      note: { before: { status: 'invited' }, after: { status: 'active', role: offer.role } },
    },
  ]);
  return { account_id: target.account_id };
}

/**
 * Sets person and status on the member; a person who was a member before gets their old record back, with the new rights only (P7).
 * Whether they ever enter the profile is another matter (P3).
 */
async function activate({ tx }: Began, accountId: string, offer: Offer, who: Accepting): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    select id from member where account_id = ${accountId} and person_id = ${who.person_id} and status = 'removed'
     order by removed_at desc limit 1 for update`.execute(tx);
  const before = rows[0]?.id;
  const memberId = before ?? offer.member_id;
  if (before !== undefined) await mergeInto(tx, accountId, { invited: offer.member_id, before });
  await tx
    .updateTable('member')
    .set({
      person_id: who.person_id,
      email: who.email,
      name: who.name,
      status: 'active',
      role: offer.role,
      removed_at: null,
      version: sql`version + 1`,
    })
    .where('account_id', '=', accountId)
    .where('id', '=', memberId)
    .execute();
  return memberId;
}

/** The invited row was only a place for what was promised: its invitations move to the record from before, and it goes. */
async function mergeInto(tx: Began['tx'], accountId: string, rows: { invited: string; before: string }): Promise<void> {
  await tx
    .updateTable('invitation')
    .set({ member_id: rows.before })
    .where('account_id', '=', accountId)
    .where('member_id', '=', rows.invited)
    .execute();
  await tx.deleteFrom('member').where('account_id', '=', accountId).where('id', '=', rows.invited).execute();
}
