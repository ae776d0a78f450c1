import type { Refusal } from './refusal.ts';
import { type Permission, refuseActingOn, type Role } from './role.ts';

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

export type GroupedMember = { id: string; role: Role; status: string };

/**
 * Says why an actor may not put a member into a user group or take them out (G10, P11): nobody does it to themselves but the holder, nor
 * to who is stronger, and where the group or one above it opens computers, putting somebody in gives reach.
 */
export function refuseMembership(
  actor: Actor,
  target: GroupedMember | undefined,
  { gives }: { gives: boolean },
): Refusal | undefined {
  if (!target || target.status === 'removed') return { code: 'not-found' };
  if (gives && !actor.permissions.includes('access.grant')) return lacking('access.grant');
  if (actor.role === 'holder') return undefined;
  if (target.role === 'holder') return { code: 'holder-is-untouchable' };
  if (target.id === actor.member_id) return { code: 'not-yourself' };
  return refuseActingOn(actor.permissions, target.role);
}

/** What a change of a group's access or place does to those in it and below it. */
export type Effect = {
  /** Whether it opens anything to the group that was not open before. */
  gives: boolean;
  /** Whether it closes anything. */
  takes: boolean;
  /** Whether the actor would reach a computer that they do not reach now, or would not once it is there. */
  raises: boolean;
  /** The strongest roles of those in the group and below it, but the actor’s own. */
  roles: readonly Role[];
};

/** Says why an actor may not change what a user group opens, or move or delete it (G10): giving reach is a permission, nobody but the holder raises their own, and nothing is taken from who is stronger. */
export function refuseEffect(actor: Actor, { gives, takes, raises, roles }: Effect): Refusal | undefined {
  if (gives && !actor.permissions.includes('access.grant')) return lacking('access.grant');
  if (raises && actor.role !== 'holder') return { code: 'own-reach' };
  // Whatever a group does not open any more, the holder reaches all the same.
  const isStronger = (role: Role) => role !== 'holder' && refuseActingOn(actor.permissions, role) !== undefined;
  return takes && roles.some(isStronger) ? { code: 'stronger-member' } : undefined;
}

/** Says why an invitation may not put somebody into user groups (I2, G10); `there` says of each that there is whether it opens computers. */
export function refuseInvitedGroups(
  inviter: readonly Permission[],
  wanted: readonly string[],
  there: ReadonlyMap<string, { gives: boolean }>,
): Refusal | undefined {
  if (wanted.length === 0) return undefined;
  if (!inviter.includes('groups.manage')) return lacking('groups.manage');
  if (!wanted.every((id) => there.has(id))) return { code: 'not-found' };
  const gives = wanted.some((id) => there.get(id)?.gives);
  return gives && !inviter.includes('access.grant') ? lacking('access.grant') : undefined;
}

/** Whether the groups that an invitation names may still be given by who answers for it (I10). */
export function mayStillGroup(permissions: readonly Permission[], { gives }: { gives: boolean }): boolean {
  return permissions.includes('groups.manage') && (!gives || permissions.includes('access.grant'));
}

function lacking(permission: Permission): Refusal {
  return { code: 'not-permitted', permission };
}
