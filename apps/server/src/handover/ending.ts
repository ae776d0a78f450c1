import type { OpenHandover } from '@latchkey/domain/handover';
import { sql } from 'kysely';
import { writeAudit } from '../kit/audit.ts';
import type { Began, Tx } from '../kit/db.ts';
import { mailParties } from './parties.ts';

export type LockedHandover = OpenHandover & { id: string; old_holder_role: 'super_admin' | 'admin' | 'member' | null };

/** Who ended a handover before it took effect; `standing`: the successor is no active member any more. */
export type HandoverEnder = 'holder' | 'successor' | 'standing' | 'operator';

/** Locks the handover that is under way in an account, if there is one; an offer that expired unseen is closed instead. The account is locked. */
export async function lockHandover(began: Began, accountId: string): Promise<LockedHandover | undefined> {
  const { tx, now } = began;
  const { rows } = await sql<LockedHandover>`
    select id, from_member, to_member, old_holder_role, accepted_at, takes_effect_at, expires_at
      from handover where account_id = ${accountId} and ending is null for update`.execute(tx);
  const [handover] = rows;
  if (!handover || handover.accepted_at !== null || now < handover.expires_at) return handover;
  await expire(began, accountId, handover);
  return undefined;
}

async function expire(began: Began, accountId: string, handover: LockedHandover): Promise<void> {
  await end(began.tx, accountId, { id: handover.id, ending: 'expired', at: began.now });
  const { id: handover_id, from_member, to_member } = handover;
  await writeAudit(began, accountId, { kind: 'system', id: null, personal: {} }, [
    { act: 'handover.expire', input: {}, reply: { handover_id }, note: { targets: [from_member, to_member] } },
  ]);
}

/** Cancels a handover that is locked, and tells both by mail whose doing it was (P11). */
export async function cancelLocked(
  began: Began,
  accountId: string,
  handover: Pick<LockedHandover, 'id' | 'from_member' | 'to_member'>,
  by: HandoverEnder,
): Promise<void> {
  await end(began.tx, accountId, { id: handover.id, ending: 'cancelled', at: began.now, by });
  await mailParties(began, accountId, handover, 'handover_cancelled');
}

/** Notes that a handover that is locked has taken effect. */
export async function noteDone({ tx, now }: Began, accountId: string, id: string): Promise<void> {
  await end(tx, accountId, { id, ending: 'done', at: now });
}

type End = { id: string; ending: 'done' | 'cancelled' | 'expired'; at: Date; by?: HandoverEnder };

async function end(tx: Tx, accountId: string, { id, ending, at, by }: End): Promise<void> {
  await sql`
    update handover set ending = ${ending}, ended_at = ${at}, ended_by = ${by ?? null}
     where account_id = ${accountId} and id = ${id}`.execute(tx);
}
