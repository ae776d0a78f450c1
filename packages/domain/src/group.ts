import { extentOf, heldHere, type Limited } from './limited.ts';
import type { Refusal } from './refusal.ts';
import { type Held, type Permission, permissionsOf, refuseActingOn, refusePermissions, type Role } from './role.ts';

/** How many user groups an account has at most. */
export const MOST_USER_GROUPS = 1000;
/** How many levels of user groups there are (G1). */
export const DEEPEST_GROUP = 5;

type Actor = Limited & { member_id: string; role: Role };

/** Where a user group is wanted: how many levels stand above it there, how many it brings with it, itself among them. */
export type Place = { above: number; levels: number; isBelowItself: boolean };

/** Says why a user group can't stand there (G1): never below itself, and never on a sixth level. */
export function refusePlace({ above, levels, isBelowItself }: Place): Refusal | undefined {
  if (isBelowItself) return { code: 'group-below-itself' };
  return above + levels > DEEPEST_GROUP ? { code: 'groups-too-deep', maximum: DEEPEST_GROUP } : undefined;
}

export type GroupedMember = Held & { id: string; status: string };

/** What being in a user group brings, by itself and by those above it: whether it opens computers, and permissions. */
export type Brought = {
  gives: boolean;
  /** The groups of computers it opens; null or left out where it opens all, or some by themselves. */
  computer_groups?: readonly string[] | null;
  permissions: readonly Permission[];
  /** What those who look after the group, by roles limited to it, may do to who is in it. */
  governs?: readonly Permission[];
};

/** What being in no user group brings. */
export const nothingBrought: Brought = { gives: false, permissions: [] };

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
  const refusal = refuseBringing(actor, brought);
  if (refusal) return refusal;
  if (actor.role === 'holder') return undefined;
  if (target.role === 'holder') return { code: 'holder-is-untouchable' };
  if (target.id === actor.member_id) return { code: 'not-yourself' };
  return refuseActingOn(actor.permissions, target);
}

/**
 * Says why somebody may not give what being in a user group brings (G10). Who manages groups inside limits brings in whom they look after
 * already; who manages all of them must hold what others, or they themselves, may do to those in the group.
 */
function refuseBringing(actor: Limited, brought: Brought): Refusal | undefined {
  const { gives, computer_groups = null, permissions, governs = [] } = brought;
  const extent = extentOf(actor, 'access.grant');
  if (gives && !extent) return lacking('access.grant');
  const computers = gives ? extent?.computers : null;
  if (computers && !computer_groups?.every((id) => computers.includes(id))) return { code: 'reaches-further' };
  const managesAll = actor.permissions.includes('groups.manage');
  return refusePermissions(actor.permissions, managesAll ? [...permissions, ...governs] : permissions);
}

/** What a change of a group's access or place does to those in it and below it. */
export type Effect = {
  /** Whether it opens anything to the group that was not open before, and what groups of computers, as `Brought` says it. */
  gives: boolean;
  computer_groups?: readonly string[] | null;
  /** Whether it closes anything. */
  takes: boolean;
  /** Whether the actor would reach a computer that they do not reach now, or would not once it is there. */
  raises: boolean;
  /** Permissions that those in the group and below it get by it and did not get so before. */
  brings: readonly Permission[];
  /** What those may do to them who look after where they come to, and did not before. */
  governs?: readonly Permission[];
  /** The roles of those in the group and below it but the actor and the holder, and what these hold beyond their roles. */
  roles: readonly Role[];
  held: readonly Permission[];
};

/** Says why an actor may not change what a user group opens, or move or delete it (G10): giving reach is a permission, nobody but the holder raises their own, and nothing is taken from who is stronger. */
export function refuseEffect(
  actor: Actor,
  { takes, raises, brings, roles, held, ...brought }: Effect,
): Refusal | undefined {
  const refusal = refuseBringing(actor, { ...brought, permissions: brings });
  if (refusal) return refusal;
  if (raises && actor.role !== 'holder') return { code: 'own-reach' };
  const all = [...held, ...roles.flatMap((role) => permissionsOf(role))];
  const isStronger = roles.some((role) => refuseActingOn(actor.permissions, { role, permissions: all }));
  return takes && isStronger ? { code: 'stronger-member' } : undefined;
}

/**
 * Says why an invitation may not put somebody into user groups (I2, G10); `there` says of each that there is what it brings. Who invites
 * inside limits puts everybody into a group of theirs, or they would not see them any more.
 */
export function refuseInvitedGroups(
  inviter: Limited,
  wanted: readonly string[],
  there: ReadonlyMap<string, Brought>,
): Refusal | undefined {
  const own = ownGroupsOf(inviter);
  if (own && wanted.length === 0) return { code: 'reaches-further' };
  if (wanted.length === 0) return undefined;
  if (!mayGroup(inviter)) return lacking('groups.manage');
  if (!wanted.every((id) => there.has(id) && (!own || own.includes(id)))) return { code: 'not-found' };
  const refusals = wanted.map((id) => refuseBringing(inviter, there.get(id) ?? nothingBrought));
  return refusals.find((refusal) => refusal !== undefined);
}

/** The user groups that somebody invites into, where they may invite inside limits only; nothing where they may invite anywhere. */
function ownGroupsOf(inviter: Limited): readonly string[] | undefined {
  return extentOf(inviter, 'users.manage')?.users ?? undefined;
}

/** Whether somebody may put those they invite into groups at all: who invites into their own groups only does nothing else. */
export function mayGroup(inviter: Limited): boolean {
  return heldHere(inviter).includes('groups.manage') || ownGroupsOf(inviter) !== undefined;
}

function lacking(permission: Permission): Refusal {
  return { code: 'not-permitted', permission };
}
