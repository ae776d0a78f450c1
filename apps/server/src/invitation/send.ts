import { sendInvitation } from '@latchkey/contract/invitation';
import { refuseInvitation } from '@latchkey/domain/invitation';
import { refuseGranting } from '@latchkey/domain/role';
import type { Began } from '../kit/db.ts';
import { bulkWrite } from '../kit/operation.ts';
import { uuidv7 } from '../kit/secrets.ts';
import { standingOf } from '../member/standing.ts';
import { expiryOf, offer, spendInvitation } from './opening.ts';
import { closeExpired } from './sweeping.ts';

export const send = bulkWrite(sendInvitation, async ({ tx, now, me, item, kit, note }) => {
  const began = { tx, now };
  const expires_at = await expiryOfAct(began, me.account_id);
  const refusal =
    refuseGranting(me.permissions, item.role) ??
    refuseInvitation(await standingOf(tx, item.email)) ??
    (await spendInvitation(began, kit, me.account_id));
  if (refusal) return refusal;

  const member_id = uuidv7(now);
  const invitation_id = uuidv7(now);
  const { account_id, member_id: invited_by } = me;
  await offer(began, kit, { account_id, member_id, invitation_id, invited_by, expires_at, ...item });
  note({ after: { status: 'invited', role: item.role } });
  return { member_id, invitation_id };
});

// The moment a transaction began is an object of its own: what is the same for all lines of one act is remembered beside it.
const acts = new WeakMap<Date, Promise<Date>>();

/** When invitations of this act expire. With its first line it closes what has expired, so that nothing expired stands in the way (I6). */
function expiryOfAct(began: Began, accountId: string): Promise<Date> {
  const expiry =
    acts.get(began.now) ?? closeExpired(began, accountId).then(() => expiryOf(began.tx, accountId, began.now));
  acts.set(began.now, expiry);
  return expiry;
}
