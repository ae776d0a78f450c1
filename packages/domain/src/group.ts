import type { Refusal } from './refusal.ts';
import { type Held, type Permission, permissionsOf, refuseActingOn, refusePermissions, type Role } from './role.ts';

/** How many user groups an account has at most. */
export const MOST_USER_GROUPS = 1000;
/** How many levels of user groups there are (G1). */
export const DEEPEST_GROUP = 5;

type Actor = { member_id: string; role: Role; permissions: readonly Permission[] };

/** Where a user group is wanted: how many levels stand above it there, how many it brings with it, itself among them. */
export type Place = { above: number; levels: number; isBelowItself: boolean };

/** Says why a user group can't stand there (G1): never below itself, and never on a sixth level. */
export function refusePlace({ above, levels, isBelowItself }: Place): Refusal | undefined {
  if (isBelowItself) return { code: 'group-below-itself' };
  return above + levels > DEEPEST_GROUP ? { code: 'groups-too-deep', maximum: DEEPEST_GROUP } : undefined;
}

export type GroupedMember = Held & { id: string; status: string };

/** What being in a user group brings, by itself and by those above it: whether it opens computers, and permissions. */
export type Brought = { gives: boolean; permissions: readonly Permission[] };

/**
 * Says why an actor may not put a member into a user group or take them out (G10, P11): nobody does it to themselves but the holder, nor
 * to who is stronger, and where the group or one above it opens computers, putting somebody in gives reach.
 */
export function refuseMembership(
  actor: Actor,
  target: GroupedMember | undefined,
  brought: Brought,
): Refusal | undefined {
  if (!target || target.status === 'removed') return { code: 'not-found' };
  const refusal = refuseBringing(actor.permissions, brought);
  if (refusal) return refusal;
  if (actor.role === 'holder') return undefined;
  if (target.role === 'holder') return { code: 'holder-is-untouchable' };
  if (target.id === actor.member_id) return { code: 'not-yourself' };
  return refuseActingOn(actor.permissions, target);
}

/** Says why somebody may not give what being in a user group brings (G10). */
function refuseBringing(actor: readonly Permission[], { gives, permissions }: Brought): Refusal | undefined {
  if (gives && !actor.includes('access.grant')) return lacking('access.grant');
  return refusePermissions(actor, permissions);
}

/** What a change of a group's access or place does to those in it and below it. */
export type Effect = {
  /** Whether it opens anything to the group that was not open before. */
  gives: boolean;
  /** Whether it closes anything. */
  takes: boolean;
  /** Whether the actor would reach a computer that they do not reach now, or would not once it is there. */
  raises: boolean;
  /** Permissions that those in the group and below it get by it and did not get so before. */
  brings: readonly Permission[];
  /** The roles of those in the group and below it but the actor and the holder, and what these hold beyond their roles. */
  roles: readonly Role[];
  held: readonly Permission[];
};

/** Says why an actor may not change what a user group opens, or move or delete it (G10): giving reach is a permission, nobody but the holder raises their own, and nothing is taken from who is stronger. */
export function refuseEffect(actor: Actor, { gives, takes, raises, brings, roles, held }: Effect): Refusal | undefined {
  const refusal = refuseBringing(actor.permissions, { gives, permissions: brings });
  if (refusal) return refusal;
  if (raises && actor.role !== 'holder') return { code: 'own-reach' };
  const all = [...held, ...roles.flatMap((role) => permissionsOf(role))];
  const isStronger = roles.some((role) => refuseActingOn(actor.permissions, { role, permissions: all }));
  return takes && isStronger ? { code: 'stronger-member' } : undefined;
}

/** Says why an invitation may not put somebody into user groups (I2, G10); `there` says of each that there is what it brings. */
export function refuseInvitedGroups(
  inviter: readonly Permission[],
  wanted: readonly string[],
  there: ReadonlyMap<string, Brought>,
): Refusal | undefined {
  if (wanted.length === 0) return undefined;
  if (!inviter.includes('groups.manage')) return lacking('groups.manage');
  if (!wanted.every((id) => there.has(id))) return { code: 'not-found' };
  const refusals = wanted.map((id) => refuseBringing(inviter, there.get(id) ?? { gives: false, permissions: [] }));
  return refusals.find((refusal) => refusal !== undefined);
}

/** Whether the groups that an invitation names may still be given by who answers for it (I10). */
export function mayStillGroup(inviter: readonly Permission[], brought: Brought): boolean {
  return inviter.includes('groups.manage') && refuseBringing(inviter, brought) === undefined;
}

function lacking(permission: Permission): Refusal {
  return { code: 'not-permitted', permission };
}
