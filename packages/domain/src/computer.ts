import { extentOf, heldHere, type Limited } from './limited.ts';
import type { Refusal } from './refusal.ts';
import { type Held, type Permission, refuseActingOn, refusePermissions, type Role } from './role.ts';

/** Status of a computer as long as it is listed: waiting for approval, or in use. */
export const computerStatuses = ['waiting', 'active'] as const;
export type ComputerStatus = (typeof computerStatuses)[number] | 'removed';

/** What lets a machine in (C1): one computer for somebody, many of nobody, or a new machine in the place of an old one. */
export const enrolmentKinds = ['enrolment', 'deployment', 'replacement'] as const;
export type EnrolmentKind = (typeof enrolmentKinds)[number];

/** Own access of a member (G4). */
export const accessKinds = ['none', 'all', 'chosen'] as const;
export type AccessKind = (typeof accessKinds)[number];

/** The ways of reaching a computer. */
export const reachWays = ['owner', 'own', 'group'] as const;

/** A server that was not heard of for so long is gone, and with it the computers that hang on it. */
export const NODE_SILENT_MS = 15_000;
/** How many groups an account has at most. */
export const MOST_GROUPS = 1000;
/** How many open codes a member has at most. */
export const MOST_CODES = 100;
/** How many computers one deployment code lets in at most, and for how many days. */
export const MOST_USES = 100_000;
export const MOST_DAYS = 366;
/** For how many hours a code for one computer works. */
export const CODE_HOURS = 24;

type Actor = Limited & { member_id: string; role: Role };

/** Whether a permission of somebody counts for computers of a group, or of none (G5). */
export function holdsAt(actor: Limited, permission: Permission, groupId: string | null): boolean {
  const extent = extentOf(actor, permission);
  return extent !== undefined && (extent.computers === null || isAmong(extent.computers, groupId));
}

/** Whether somebody looks after all these groups of computers by a role that is limited to them, whatever they hold besides. */
function looksAfter({ limits }: Limited, permission: Permission, groupIds: readonly (string | null)[]): boolean {
  return limits !== undefined && groupIds.every((id) => holdsAt({ permissions: [], limits }, permission, id));
}

function isAmong(groups: readonly string[], groupId: string | null): boolean {
  return groupId !== null && groups.includes(groupId);
}

export type WantedCode = {
  kind: EnrolmentKind;
  owner_id: string | null;
  /** Where the computer will stand: of a replacement, where the old one stands. */
  group_id: string | null;
  needs_approval: boolean;
};

/**
 * Says why a member may not make a code (C1, G10). Adding computers needs `computers.enrol`; where the account lets members add their
 * own, anybody may, for themselves and ungrouped. In somebody else's name, in the place of a computer, or without approval is managing.
 */
export function refuseMakingCode(maker: Actor, wanted: WantedCode, membersMayEnrol: boolean): Refusal | undefined {
  if (wanted.kind === 'replacement') return refuseCodeAt(maker, 'computers.manage', wanted);
  const isOwn = wanted.kind === 'enrolment' && wanted.owner_id === maker.member_id;
  const refusal = refuseCodeAt(maker, 'computers.enrol', wanted);
  if (refusal && !(membersMayEnrol && isOwn && wanted.group_id === null)) return refusal;
  const isManaging = wanted.kind === 'deployment' ? !wanted.needs_approval : !isOwn;
  return isManaging ? refuseCodeAt(maker, 'computers.manage', wanted) : undefined;
}

/** For who may do it in their groups only nothing else is there, and what is in no group is everybody's. */
function refuseCodeAt(maker: Actor, permission: Permission, { kind, group_id }: WantedCode): Refusal | undefined {
  if (holdsAt(maker, permission, group_id)) return undefined;
  if (!extentOf(maker, permission)) return lacking(permission);
  return kind !== 'replacement' && group_id === null ? { code: 'reaches-further' } : { code: 'not-found' };
}

/**
 * Says why computers may not come into a group whose keepers, by roles limited to it, may do this to them (G10): who lets them in by a
 * permission for the whole account must hold that; who looks after the group lets in what comes there.
 */
export function refuseLettingIn(
  actor: Actor,
  by: 'computers.enrol' | 'computers.manage',
  { group_id, governs }: { group_id: string | null; governs: readonly Permission[] },
): Refusal | undefined {
  return looksAfter(actor, by, [group_id]) ? undefined : refusePermissions(actor.permissions, governs);
}

export type CodeFacts = { ending: 'used' | 'withdrawn' | null; uses_left: number; expires_at: Date; now: Date };

/** Says why a code lets no machine in any more. */
export function refuseCode({ ending, uses_left, expires_at, now }: CodeFacts): Refusal | undefined {
  if (ending === 'withdrawn') return { code: 'code-withdrawn' };
  if (ending === 'used' || uses_left < 1) return { code: 'code-used' };
  return now >= expires_at ? { code: 'code-expired' } : undefined;
}

export type Owner = Held & { id: string; status: string };

/**
 * Says why an actor may not give a computer another owner (C13, G10): the owner always reaches it, so naming one is giving reach, and nobody
 * but the holder names themselves; it is not taken from who is stronger; who is not active has nobody to be told.
 */
export function refuseOwner(
  actor: Actor,
  before: Owner | undefined,
  after: Owner | null | undefined,
): Refusal | undefined {
  if (after === undefined) return { code: 'not-found' };
  if (after !== null && after.status !== 'active') return { code: 'not-active' };
  if (after?.id === actor.member_id && before?.id !== actor.member_id && actor.role !== 'holder')
    return { code: 'own-reach' };
  if (after && after.id !== before?.id && !extentOf(actor, 'access.grant')) return lacking('access.grant');
  return before && before.id !== after?.id && before.id !== actor.member_id ? refuseStronger(actor, before) : undefined;
}

export type Move = {
  /** Whether the group is open to anybody: then moving a computer there gives reach. */
  gives: boolean;
  /** Whether it is open to the actor, who does not reach the computer otherwise. */
  raises: boolean;
  /** Whether it is open to anybody whom the actor may not give reach to these computers. */
  further?: boolean;
  /** Where the computer comes from, and where to. */
  groups?: readonly (string | null)[];
  /** What those who look after the group, but not after where it comes from, may do to a computer in it. */
  governs?: readonly Permission[];
};

/**
 * Says why an actor may not move a computer into a group (G10): nobody but the holder raises their own reach, giving reach is a permission,
 * and so is what others may do to it from then on. Who looks after both groups gives what they may do there.
 */
export function refuseMove(
  actor: Actor,
  { gives, raises, further = false, groups = [null], governs = [] }: Move,
): Refusal | undefined {
  if (raises && actor.role !== 'holder') return { code: 'own-reach' };
  if (gives && !extentOf(actor, 'access.grant')) return lacking('access.grant');
  if (gives && further) return { code: 'reaches-further' };
  return refusePermissions(
    looksAfter(actor, 'computers.manage', groups) ? heldHere(actor) : actor.permissions,
    governs,
  );
}

export type AccessTarget = Held & { id: string; status: string };

/** Says why an actor may not set the access of a member (G4, G10, P11): the holder reaches everything, and nobody sets their own. */
export function refuseAccess(actor: Actor, target: AccessTarget | undefined): Refusal | undefined {
  if (!target || target.status === 'removed') return { code: 'not-found' };
  if (target.role === 'holder') return { code: 'holder-is-untouchable' };
  if (target.id === actor.member_id) return { code: 'not-yourself' };
  return refuseActingOn(actor.permissions, target);
}

/** Says why an invitation may not carry access (I2, G10): giving it is a permission, and what it names must be `there`. */
export function refuseInvitedAccess(
  inviter: Limited,
  access: { kind: AccessKind; group_ids: readonly string[]; computer_ids: readonly string[] } | undefined,
  there: ReadonlySet<string>,
): Refusal | undefined {
  if (access === undefined || access.kind === 'none') return undefined;
  const extent = extentOf(inviter, 'access.grant');
  if (!extent) return lacking('access.grant');
  if (extent.computers && access.kind === 'all') return { code: 'reaches-further' };
  const named = access.kind === 'chosen' ? [...access.group_ids, ...access.computer_ids] : [];
  return named.every((id) => there.has(id)) ? undefined : { code: 'not-found' };
}

/** What of the access that an invitation carries may still be given by who answers for it (I10): that to these groups of computers, null for any; nothing where they may give none. */
export function accessStillGiven(inviter: Limited & { active: boolean }): readonly string[] | null | undefined {
  return inviter.active ? extentOf(inviter, 'access.grant')?.computers : undefined;
}

function refuseStronger(actor: Actor, target: Held): Refusal | undefined {
  return refuseActingOn(actor.permissions, target) && { code: 'stronger-member' };
}

function lacking(permission: Permission): Refusal {
  return { code: 'not-permitted', permission };
}
