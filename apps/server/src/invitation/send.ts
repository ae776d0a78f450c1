import { sendInvitation } from '@latchkey/contract/invitation';
import { refuseInvitation } from '@latchkey/domain/invitation';
import { refuseGranting } from '@latchkey/domain/role';
import { bulkWriteTogether } from '../kit/operation.ts';
import { uuidv7 } from '../kit/secrets.ts';
import { standingsOf } from '../member/standing.ts';
import { expiryOf, invitationsLeft, makeOffers, type Offered, spendInvitations, tooMany } from './opening.ts';
import { closeExpired } from './sweeping.ts';

export const send = bulkWriteTogether(sendInvitation, async ({ tx, now, me, items, kit }) => {
  const began = { tx, now };
  const { account_id, member_id: invited_by } = me;
  // So that nothing expired stands in the way (I6).
  await closeExpired(began, account_id);
  const emails = items.map(({ email }) => email);
  const standings = await standingsOf(tx, account_id, emails);
  const left = await invitationsLeft(began, kit, account_id);
  const expires_at = await expiryOf(tx, account_id, now);

  const offers: Offered[] = [];
  const handled = items.map((item) => {
    const refusal =
      refuseGranting(me.permissions, item.role) ??
      refuseInvitation(standings.get(item.email) ?? { standing: 'stranger' }) ??
      (offers.length < left ? undefined : tooMany(kit));
    if (refusal) return { answer: refusal };
    const [member_id, invitation_id] = [uuidv7(now), uuidv7(now)];
    standings.set(item.email, { standing: 'invited', member_id });
    offers.push({ account_id, member_id, invitation_id, invited_by, expires_at, ...item });
    return { answer: { member_id, invitation_id }, note: { after: { status: 'invited', role: item.role } } };
  });
  if (offers.length === 0) return handled;
  await spendInvitations(began, kit, account_id, offers.length);
  await makeOffers(began, kit, offers);
  return handled;
});
