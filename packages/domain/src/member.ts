import type { Refusal } from './refusal.ts';
import { refuseActingOn, type Role } from './role.ts';

/** Status of a member (P5). */
export const memberStatuses = ['invited', 'active', 'suspended', 'removed'] as const;
export type MemberStatus = (typeof memberStatuses)[number];

export type Actor = { member_id: string; role: Role };
export type Target = { id: string; role: Role; status: MemberStatus };

/** Says why an actor may not delete a member or withdraw their invitation (P7, P11, I11, G10). Leaving is an act of its own (P12). */
export function refuseDeletion(actor: Actor, target: Target): Refusal | undefined {
  if (target.status === 'removed') return { code: 'not-found' };
  if (target.role === 'holder') return { code: 'holder-is-untouchable' };
  if (target.id === actor.member_id) return { code: 'not-yourself' };
  return refuseActingOn(actor.role, target.role);
}
