import type { Refusal } from './refusal.ts';
import {
  type GrantableRole,
  type Held,
  type Permission,
  refuseActingOn,
  refuseGranting,
  refusePermissions,
  type Role,
} from './role.ts';

/** Status of a member (P5). */
export const memberStatuses = ['invited', 'active', 'suspended', 'removed'] as const;
export type MemberStatus = (typeof memberStatuses)[number];

/** After how many days without entering a member counts as inactive (P5); an account chooses one of these. */
export const inactivityDays = [30, 60, 90] as const;

export type Actor = { member_id: string; permissions: readonly Permission[] };
export type Target = Held & { id: string; status: MemberStatus };

/** Says why an actor may not delete a member or withdraw their invitation (P7, P11, I11, G10). Leaving is an act of its own (P12). */
export function refuseDeletion(actor: Actor, target: Target): Refusal | undefined {
  if (target.status === 'removed') return { code: 'not-found' };
  return refuseActing(actor, target);
}

/** Says why an actor may not suspend a member (P6, P11, G10): who has not accepted yet is withdrawn or deleted instead. */
export function refuseSuspension(actor: Actor, target: Target): Refusal | undefined {
  if (target.status === 'removed') return { code: 'not-found' };
  if (target.status === 'invited') return { code: 'not-active' };
  if (target.status === 'suspended') return { code: 'suspended-already' };
  return refuseActing(actor, target);
}

/** Says why an actor may not reinstate a member (P6): it gives the rights of their role back, so it needs what giving them needs (G10). */
export function refuseReinstatement(actor: Actor, target: Target): Refusal | undefined {
  if (target.status === 'removed') return { code: 'not-found' };
  if (target.status !== 'suspended') return { code: 'not-suspended' };
  return refuseActing(actor, target);
}

/** Says why an actor may not give a member another role (G10, P11): nobody changes their own, not even downwards. */
export function refuseRoleChange(actor: Actor, target: Target, role: GrantableRole): Refusal | undefined {
  if (target.status === 'removed') return { code: 'not-found' };
  return refuseActing(actor, target) ?? refuseGranting(actor.permissions, role);
}

/** Says why an actor may not set the own permissions of a member (G2, G10): nobody their own, and nobody gives what they lack. */
export function refusePermissionChange(
  actor: Actor,
  target: Target,
  permissions: readonly Permission[],
): Refusal | undefined {
  if (target.status === 'removed') return { code: 'not-found' };
  return refuseActing(actor, target) ?? refusePermissions(actor.permissions, permissions);
}

/** Says why an admin may not have a reset link mailed to a member (P8): only who is active has a sign-in to speak of. */
export function refuseSendingReset(actor: Actor, target: Target): Refusal | undefined {
  if (target.status === 'removed') return { code: 'not-found' };
  if (target.status !== 'active') return { code: 'not-active' };
  return refuseActing(actor, target);
}

/** Says why an actor may not sign a member out of their profile (A5, G10): only who is active has entered it. */
export function refuseSigningOut(actor: Actor, target: Target): Refusal | undefined {
  return refuseSendingReset(actor, target);
}

/** Says why a member may not leave the account (P12): the holder hands it over first. */
export function refuseLeaving(role: Role): Refusal | undefined {
  return role === 'holder' ? { code: 'holder-must-stay' } : undefined;
}

function refuseActing(actor: Actor, target: Target): Refusal | undefined {
  if (target.role === 'holder') return { code: 'holder-is-untouchable' };
  if (target.id === actor.member_id) return { code: 'not-yourself' };
  return refuseActingOn(actor.permissions, target);
}
