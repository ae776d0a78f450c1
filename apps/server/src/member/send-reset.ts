import { sendReset as operation } from '@latchkey/contract/member';
import { refuseSendingReset } from '@latchkey/domain/member';
import { enqueue } from '../kit/jobs.ts';
import { chargeWithin, type Limit } from '../kit/limits.ts';
import { bulkWrite } from '../kit/operation.ts';
import { uuidv7 } from '../kit/secrets.ts';
import { lockMember } from './standing.ts';

/**
 * Below what a mailbox is sent of resets in a day, so that admins can't use up what the person may need themselves. Counted for the member,
 * not for the person: nothing of what other accounts do can be read from it (P5).
 */
const FOR_MEMBER: Limit = { name: 'reset-by-admin', max: 2, window_s: 86_400 };

// The admin never learns where the link goes: to the address that the person signs in with, whatever the member row says (P8).
export const sendReset = bulkWrite(operation, async ({ tx, now, me, item, note }) => {
  const target = await lockMember({ tx, now }, me.account_id, item.member_id);
  if (!target) return { code: 'not-found' };
  const refusal =
    refuseSendingReset(me, target) ?? (await chargeWithin({ tx, now }, FOR_MEMBER, `${me.account_id} ${target.id}`));
  if (refusal) return refusal;
  const id = uuidv7(now);
  const { email, person_id } = target;
  // The person has a language of their own, in which they are written to.
  await tx
    .insertInto('reset_request')
    .values({ id, email, language: 'en', made_at: now, asked_by: 'admin', person_id })
    .execute();
  await enqueue(tx, 'reset-start', { request_id: id });
  note({ personal: { email, name: target.name } });
  return { member_id: target.id };
});
