import { acceptHandover } from '@latchkey/contract/handover';
import { HANDOVER_WAIT_HOURS, refuseAccepting } from '@latchkey/domain/handover';
import { sql } from 'kysely';
import { write } from '../kit/operation.ts';
import { lockHandover } from './ending.ts';
import { mailParties } from './parties.ts';

export const accept = write(acceptHandover, async ({ tx, now, me, body, note }) => {
  const began = { tx, now };
  const locked = await lockHandover(began, me.account_id);
  const handover = locked?.id === body.handover_id ? locked : undefined;
  const refusal = refuseAccepting(handover, me.member_id, now);
  if (refusal || !handover) return refusal ?? { code: 'not-found' };

  const takes_effect_at = new Date(now.getTime() + HANDOVER_WAIT_HOURS * 3_600_000);
  await sql`
    update handover set accepted_at = ${now}, takes_effect_at = ${takes_effect_at}, old_holder_role = ${body.old_holder_role}
     where account_id = ${me.account_id} and id = ${handover.id}`.execute(tx);
  await mailParties(began, me.account_id, handover, 'handover_accepted');
  note({ after: { takes_effect_at: takes_effect_at.toISOString() }, targets: [handover.from_member] });
  return { takes_effect_at: takes_effect_at.toISOString() };
});
