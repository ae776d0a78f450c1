import { isGroupAct, permissionForBatch } from '@latchkey/domain/batch';
import { nothingBrought, refuseMembership } from '@latchkey/domain/group';
import {
  refuseDeletion,
  refuseReinstatement,
  refuseRoleChange,
  refuseSendingReset,
  refuseSigningOut,
  refuseSuspension,
  type Actor,
  type MemberStatus,
} from '@latchkey/domain/member';
import type { Refusal } from '@latchkey/domain/refusal';
import {
  grantableRoles,
  refuseActingOn,
  refuseGranting,
  type GrantableRole,
  type Permission,
  type Role,
} from '@latchkey/domain/role';
import { reachesFurther } from '../kit/further.ts';
import { howFar, mayDo, type Mine } from '../kit/may.ts';
import type { User } from './list.ts';

/** What can be done with users. */
export const acts = [
  'resend',
  'reinstate',
  'change-role',
  'suspend',
  'add-to-group',
  'remove-from-group',
  'send-reset',
  'sign-out',
  'withdraw',
  'delete',
] as const;
export type Act = (typeof acts)[number];

/** What is done with users and a group of them: of one user it is done on their page. */
export type GroupAct = 'add-to-group' | 'remove-from-group';
type MenuAct = Exclude<Act, GroupAct>;

/** Who looks at users, with what they may do. */
export type Viewer = Actor & Mine & { role?: Role };

/** What belongs to a user as they stand; the order is that of the menu. */
const offered: Record<MemberStatus, readonly MenuAct[]> = {
  invited: ['resend', 'change-role', 'withdraw'],
  active: ['change-role', 'send-reset', 'sign-out', 'suspend', 'delete'],
  suspended: ['reinstate', 'change-role', 'delete'],
  removed: [],
};

type Rule = (viewer: Viewer, user: User) => Refusal | undefined;

const rules: Record<Act, Rule> = {
  resend: refuseTouchingInvitation,
  withdraw: refuseTouchingInvitation,
  suspend: refuseSuspension,
  reinstate: refuseReinstatement,
  'send-reset': refuseSendingReset,
  'sign-out': refuseSigningOut,
  delete: refuseDeletion,
  // Which group is chosen later, and with it whether it opens computers.
  'add-to-group': refuseGrouping,
  'remove-from-group': refuseGrouping,
  // Which role is chosen later; who may not even give the least one may give none.
  'change-role': (viewer, user) => refuseRoleChange(viewer, user, 'member'),
};

function refuseGrouping(viewer: Viewer, user: User): Refusal | undefined {
  const { member_id, permissions, role = 'member' } = viewer;
  return refuseMembership({ member_id, permissions, role }, user, nothingBrought);
}

function refuseTouchingInvitation(viewer: Viewer, user: User): Refusal | undefined {
  if (user.status !== 'invited') return { code: 'no-open-invitation' };
  return refuseActingOn(viewer.permissions, user);
}

/** Says why a viewer may not do something with a user: the same rules as the server's (P6–P8, P11, I11, G10, G11), which decides. */
export function refuseAct(act: Act, viewer: Viewer, user: User): Refusal | undefined {
  if (reachesFurther(viewer, permissionOf(act), user)) return { code: 'reaches-further' };
  return rules[act](viewer, user);
}

function permissionOf(act: Act): Permission {
  return permissionForBatch({ about: 'member', act });
}

/** An act as it is offered: with why it can't be done, if it can't. */
export type Offer<A extends Act = Act> = { act: A; refusal: Refusal | undefined };

/** The acts on one user in the order of the menu, of those that somebody may do at all. */
export function actsOn(viewer: Viewer, user: User): Offer<MenuAct>[] {
  return offered[user.status]
    .filter((act) => mayAct(viewer, act))
    .map((act) => ({ act, refusal: refuseAct(act, viewer, user) }));
}

/** Whether somebody manages users at all. */
export function mayManage(viewer: Viewer): boolean {
  return mayDo(viewer, 'users.manage');
}

/** Whether somebody does anything with many users: manages them, or puts them into groups. */
export function mayChoose(viewer: Viewer): boolean {
  return acts.some((act) => mayAct(viewer, act));
}

/**
 * Whether somebody may do such a thing at all: what is asked follows the act. Who looks after some groups only gives no roles: nobody gives
 * what they do not hold for the whole account (G10).
 */
function mayAct(viewer: Viewer, act: Act): boolean {
  const far = howFar(viewer, permissionOf(act));
  return far === 'wholly' || (far === 'inside' && act !== 'change-role');
}

/** Whether somebody may put a user into a group that opens nothing, or take them out of any (G10). */
export function mayGroup(viewer: Viewer, user: User): boolean {
  return mayAct(viewer, 'add-to-group') && refuseGrouping(viewer, user) === undefined;
}

/** Whether somebody may change which computers a user reaches: not the holder's, not their own, not those of who is stronger (G4, G10). */
export function mayGive(viewer: Viewer, user: User): boolean {
  if (!mayDo(viewer, 'access.grant')) return false;
  return user.id !== viewer.member_id && refuseActingOn(viewer.permissions, user) === undefined;
}

/** An act on many; where it can be done to nobody of them, why not. */
export type BulkOffer = Offer & { users: readonly User[] };

/** What is offered on the chosen users. Removing them is a withdrawal while nobody has accepted, else a deletion that withdraws the others (I11). */
export function bulkActs(viewer: Viewer, chosen: readonly User[]): BulkOffer[] {
  const removal = chosen.every(({ status }) => status === 'invited') ? 'withdraw' : 'delete';
  return acts
    .filter((act) => mayAct(viewer, act))
    .filter((act) => chosen.some(({ status }) => belongsTo(act, status)))
    .filter((act) => (act !== 'withdraw' && act !== 'delete') || act === removal)
    .map((act) => {
      const refusals = chosen.map((user) => refuseAct(act, viewer, user));
      const isPossible = refusals.includes(undefined);
      return { act, users: chosen, refusal: isPossible ? undefined : reasonIn(refusals) };
    });
}

function belongsTo(act: Act, status: MemberStatus): boolean {
  return isGroup(act) ? status !== 'removed' : offered[status].includes(act);
}

/** Whether an act is about a group. */
export function isGroup(act: Act): act is GroupAct {
  return isGroupAct(act);
}

/** Why nobody can be acted on: a reason that is not about the status of one of them, where there is one. */
function reasonIn(refusals: readonly (Refusal | undefined)[]): Refusal | undefined {
  const ofStatus = new Set(['not-active', 'suspended-already', 'not-suspended', 'no-open-invitation']);
  return refusals.find((refusal) => refusal !== undefined && !ofStatus.has(refusal.code)) ?? refusals[0];
}

/** What a job can do to all that match: of invited ones a deletion withdraws the invitation (I11). */
export const batchedActs = [
  'resend',
  'reinstate',
  'change-role',
  'suspend',
  'add-to-group',
  'remove-from-group',
  'send-reset',
  'delete',
] as const;
export type BatchedAct = (typeof batchedActs)[number];

/** Whether an act is one of those. */
export function isBatched(act: string): act is BatchedAct {
  return (batchedActs as readonly string[]).includes(act);
}

const everyStatus = ['invited', 'active', 'inactive', 'suspended'];
const statusesOf: Record<BatchedAct, readonly string[]> = {
  resend: ['invited'],
  reinstate: ['suspended'],
  'change-role': everyStatus,
  'send-reset': ['active', 'inactive'],
  'add-to-group': everyStatus,
  'remove-from-group': everyStatus,
  suspend: ['active', 'inactive'],
  delete: everyStatus,
};

/** The acts that make sense on all that match, by the statuses that are shown; without one all are. */
export function actsOnAll(viewer: Viewer, statuses: readonly string[]): BatchedAct[] {
  return batchedActs
    .filter((act) => mayAct(viewer, act))
    .filter((act) => statuses.length === 0 || statusesOf[act].some((status) => statuses.includes(status)));
}

/** The act that takes an act back, where the rules allow it at once. */
export function undoOf(act: Act): Act | undefined {
  if (act === 'suspend') return 'reinstate';
  return act === 'reinstate' ? 'suspend' : undefined;
}

/** The roles that a viewer may give (G10), the least one first. */
export function rolesToGive(viewer: Viewer): GrantableRole[] {
  return grantableRoles.filter((role) => refuseGranting(viewer.permissions, role) === undefined).toReversed();
}

/** The role that is chosen at first: of one user another than theirs. */
export function firstRole(viewer: Viewer, users: readonly User[]): GrantableRole {
  const [only, ...others] = users;
  const choices = rolesToGive(viewer);
  const wanted = others.length > 0 ? choices[0] : choices.find((role) => role !== only?.role);
  return wanted ?? choices[0] ?? 'member';
}
