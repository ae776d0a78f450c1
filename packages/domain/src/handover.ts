import type { MemberStatus } from './member.ts';
import type { Refusal } from './refusal.ts';
import type { Role } from './role.ts';

/** How long a successor may think about an offered account. */
export const HANDOVER_OFFER_DAYS = 14;
/** How long both may still cancel after both have confirmed (P11). */
export const HANDOVER_WAIT_HOURS = 24;

export type Successor = { id: string; status: MemberStatus; role: Role };

/** Says why the holder may not offer the account to somebody (P11): only an active member takes over, and one offer is open at a time. */
export function refuseHandover(successor: Successor | undefined, isUnderWay: boolean): Refusal | undefined {
  if (!successor || successor.status === 'removed') return { code: 'not-found' };
  if (successor.role === 'holder') return { code: 'not-yourself' };
  if (successor.status !== 'active') return { code: 'not-active' };
  return isUnderWay ? { code: 'handover-under-way' } : undefined;
}

/** An open handover as it stands. */
export type OpenHandover = {
  from_member: string;
  to_member: string;
  accepted_at: Date | null;
  expires_at: Date;
  takes_effect_at: Date | null;
};

/** Says why a member may not accept an offered account: only the successor, once, while the offer stands. */
export function refuseAccepting(handover: OpenHandover | undefined, memberId: string, now: Date): Refusal | undefined {
  if (!handover || handover.to_member !== memberId) return { code: 'not-found' };
  if (handover.accepted_at !== null) return { code: 'handover-under-way' };
  return now >= handover.expires_at ? { code: 'not-found' } : undefined;
}

/** Says why a member may not cancel a handover: either of the two may, until it has taken effect (P11). */
export function refuseCancelling(handover: OpenHandover | undefined, memberId: string): Refusal | undefined {
  const isParty = handover && [handover.from_member, handover.to_member].includes(memberId);
  return isParty ? undefined : { code: 'not-found' };
}

/** Whether a handover takes effect now: both have confirmed, and the time for second thoughts is over. */
export function isDue(handover: OpenHandover, now: Date): boolean {
  return handover.takes_effect_at !== null && now >= handover.takes_effect_at;
}
