import { cancelHandover } from '@latchkey/contract/handover';
import { refuseCancelling } from '@latchkey/domain/handover';
import { write } from '../kit/operation.ts';
import { cancelLocked, lockHandover } from './ending.ts';

export const cancel = write(cancelHandover, async ({ tx, now, me, body, note }) => {
  const began = { tx, now };
  const locked = await lockHandover(began, me.account_id);
  const handover = locked?.id === body.handover_id ? locked : undefined;
  const refusal = refuseCancelling(handover, me.member_id);
  if (refusal || !handover) return refusal ?? { code: 'not-found' };

  const by = handover.from_member === me.member_id ? 'holder' : 'successor';
  await cancelLocked(began, me.account_id, handover, by);
  note({ after: { cancelled_by: by }, targets: [handover.from_member, handover.to_member] });
  return {};
});
