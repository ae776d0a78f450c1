import { sendInvitation } from '@latchkey/contract/invitation';
import { refuseInvitation } from '@latchkey/domain/invitation';
import { refuseGranting } from '@latchkey/domain/role';
import { bulkWrite } from '../kit/operation.ts';
import { uuidv7 } from '../kit/secrets.ts';
import { standingOf } from '../member/standing.ts';
import { expiryOf, mailLink, spendInvitation } from './opening.ts';
import { closeExpired } from './sweeping.ts';

export const send = bulkWrite(sendInvitation, async ({ tx, now, me, item, kit, note }) => {
  const began = { tx, now };
  await closeExpired(began, me.account_id);
  const refusal =
    refuseGranting(me.permissions, item.role) ??
    refuseInvitation(await standingOf(tx, item.email)) ??
    (await spendInvitation(began, kit, me.account_id));
  if (refusal) return refusal;

  const member_id = uuidv7(now);
  const invitation_id = uuidv7(now);
  await tx
    .insertInto('member')
    .values({
      account_id: me.account_id,
      id: member_id,
      email: item.email,
      name: item.name,
      status: 'invited',
      role: item.role,
      made_at: now,
    })
    .execute();
  await tx
    .insertInto('invitation')
    .values({
      account_id: me.account_id,
      id: invitation_id,
      member_id,
      invited_by: me.member_id,
      language: item.language,
      note: item.note,
      made_at: now,
      sent_at: now,
      expires_at: await expiryOf(tx, me.account_id, now),
    })
    .execute();
  await mailLink(began, kit, {
    accountId: me.account_id,
    invitationId: invitation_id,
    generation: 1,
    recipient: item.email,
    language: item.language,
  });
  note({ after: { status: 'invited', role: item.role } });
  return { member_id, invitation_id };
});
