import { extentOf, type Limited } from './limited.ts';
import type { Refusal } from './refusal.ts';
import { type Held, type Permission, refuseActingOn, type Role } from './role.ts';

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

type Actor = { member_id: string; role: Role; permissions: readonly Permission[] };

export type WantedCode = {
  kind: EnrolmentKind;
  owner_id: string | null;
  group_id: string | null;
  needs_approval: boolean;
};

/**
 * Says why a member may not make a code (C1, G10). Adding computers needs `computers.enrol`; where the account lets members add their
 * own, anybody may, for themselves and ungrouped. In somebody else's name, in the place of a computer, or without approval is managing.
 */
export function refuseMakingCode(maker: Actor, wanted: WantedCode, membersMayEnrol: boolean): Refusal | undefined {
  const manages = maker.permissions.includes('computers.manage');
  const enrols = maker.permissions.includes('computers.enrol');
  if (wanted.kind === 'replacement') return manages ? undefined : lacking('computers.manage');
  if (wanted.kind === 'deployment') {
    if (!enrols) return lacking('computers.enrol');
    return wanted.needs_approval || manages ? undefined : lacking('computers.manage');
  }
  const isOwn = wanted.owner_id === maker.member_id;
  if (!enrols && !(membersMayEnrol && isOwn && wanted.group_id === null)) return lacking('computers.enrol');
  return isOwn || manages ? undefined : lacking('computers.manage');
}

/** Which open codes of a member go on working when they may do this (G10): all, or at most those for computers of their own; of who is not active none. */
export function keepsCodes(isActive: boolean, permissions: readonly Permission[]): 'all' | 'own' | 'none' {
  if (!isActive) return 'none';
  return permissions.includes('computers.enrol') && permissions.includes('computers.manage') ? 'all' : 'own';
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
  if (after && after.id !== before?.id && !actor.permissions.includes('access.grant')) return lacking('access.grant');
  return before && before.id !== after?.id && before.id !== actor.member_id ? refuseStronger(actor, before) : undefined;
}

export type Move = {
  /** Whether the group is open to anybody: then moving a computer there gives reach. */
  gives: boolean;
  /** Whether it is open to the actor, who does not reach the computer otherwise. */
  raises: boolean;
};

/** Says why an actor may not move a computer into a group (G10): nobody but the holder raises their own reach, and giving reach is a permission. */
export function refuseMove(actor: Actor, { gives, raises }: Move): Refusal | undefined {
  if (raises && actor.role !== 'holder') return { code: 'own-reach' };
  return gives && !actor.permissions.includes('access.grant') ? lacking('access.grant') : undefined;
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
