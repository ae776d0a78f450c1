import { offerHandover } from '@latchkey/contract/handover';
import { HANDOVER_OFFER_DAYS, refuseHandover } from '@latchkey/domain/handover';
import { daysAfter } from '@latchkey/domain/invitation';
import { sql } from 'kysely';
import { write } from '../kit/operation.ts';
import { uuidv7 } from '../kit/secrets.ts';
import { lockMember } from '../member/standing.ts';
import { lockHandover } from './ending.ts';
import { mailParties } from './parties.ts';

export const offer = write(offerHandover, async ({ tx, now, me, body, note }) => {
  const began = { tx, now };
  const successor = await lockMember(began, me.account_id, body.member_id);
  const isUnderWay = (await lockHandover(began, me.account_id)) !== undefined;
  const refusal = refuseHandover(successor, isUnderWay);
  if (refusal) return refusal;

  const handover = { id: uuidv7(now), from_member: me.member_id, to_member: body.member_id };
  const expires_at = daysAfter(now, HANDOVER_OFFER_DAYS);
  await sql`
    insert into handover (account_id, id, from_member, to_member, made_at, expires_at)
    values (${me.account_id}, ${handover.id}, ${handover.from_member}, ${handover.to_member}, ${now}, ${expires_at})`.execute(
    tx,
  );
  await mailParties(began, me.account_id, handover, 'handover_offered');
  note({ after: { expires_at: expires_at.toISOString() } });
  return { handover_id: handover.id };
});
