import { resendInvitation } from '@latchkey/contract/invitation';
import { refuseActingOn } from '@latchkey/domain/role';
import { bulkWrite } from '../kit/operation.ts';
import { lockMember } from '../member/standing.ts';
import { expiryOf, lockOpenInvitation, mailLink, spendInvitations } from './opening.ts';

export const resend = bulkWrite(resendInvitation, async ({ tx, now, me, item, kit, note }) => {
  const member = await lockMember({ tx, now }, me.account_id, item.member_id);
  if (!member || member.status === 'removed') return { code: 'not-found' };
  const refusal = refuseActingOn(me.permissions, member);
  if (refusal) return refusal;
  const invitation = await lockOpenInvitation(tx, member.id);
  if (!invitation) return { code: 'no-open-invitation' };
  const spent = await spendInvitations({ tx, now }, kit, me.account_id, 1);
  if (spent) return spent;

  const generation = invitation.generation + 1;
  const expires_at = await expiryOf(tx, me.account_id, now);
  await tx
    .updateTable('invitation')
    .set({ generation, sent_at: now, expires_at, invited_by: me.member_id })
    .where('account_id', '=', me.account_id)
    .where('id', '=', invitation.id)
    .execute();
  await mailLink({ tx, now }, kit, {
    accountId: me.account_id,
    invitationId: invitation.id,
    generation,
    recipient: member.email,
    language: invitation.language,
  });
  note({ personal: { email: member.email } });
  return { member_id: member.id };
});
