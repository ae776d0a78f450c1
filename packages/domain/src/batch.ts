import { extentOf, type Limited } from './limited.ts';
import type { Refusal } from './refusal.ts';
import {
  asRole,
  type GrantableRole,
  type Permission,
  refuseActingOn,
  refuseGranting,
  type Role,
  roles,
} from './role.ts';

const groupActs: readonly string[] = ['add-to-group', 'remove-from-group'];

/** Whether a job with this act puts members into a user group or takes them out. */
export function isGroupAct(act: string): boolean {
  return groupActs.includes(act);
}

/** What is asked of who starts a job, sees one, or whose job goes on: it follows what the job is about, and its act. */
export function permissionForBatch({ about, act }: { about: 'member' | 'computer'; act: string }): Permission {
  if (about === 'computer') return 'computers.manage';
  return isGroupAct(act) ? 'groups.manage' : 'users.manage';
}

type WantedOfMembers = {
  act: string;
  role?: GrantableRole | undefined;
  custom_role_id?: string | undefined;
  group_id?: string | undefined;
};

/**
 * Says why a job over many members can't begin: the actor may not do such a thing at all, and whose permission is limited to groups gives
 * no roles; a role or a user group is named exactly where the act gives one, a custom role nowhere else; and a role is one that the actor
 * may grant (G10), of a custom one whoever knows what it holds says that. Whether a member may be touched is decided for each when their
 * turn comes.
 */
export function refuseBatch(
  actor: Limited,
  { act, role, custom_role_id, group_id }: WantedOfMembers,
): Refusal | undefined {
  const permission = permissionForBatch({ about: 'member', act });
  const isInside = act !== 'change-role' && extentOf(actor, permission) !== undefined;
  if (!actor.permissions.includes(permission) && !isInside) return { code: 'not-permitted', permission };
  const refusal =
    refuseNaming('role', role !== undefined, act === 'change-role') ??
    (custom_role_id === undefined ? undefined : refuseNaming('custom_role_id', true, act === 'change-role')) ??
    refuseNaming('group_id', group_id !== undefined, isGroupAct(act));
  return refusal ?? (role === undefined ? undefined : refuseGranting(actor.permissions, role));
}

/** Says why a job over many computers can't begin: a group or an owner, which may be none, is named exactly where the act gives one. */
export function refuseComputerBatch({
  act,
  group_id,
  owner_id,
}: {
  act: string;
  group_id?: string | null | undefined;
  owner_id?: string | null | undefined;
}): Refusal | undefined {
  return (
    refuseNaming('group_id', group_id !== undefined, act === 'move') ??
    refuseNaming('owner_id', owner_id !== undefined, act === 'set-owner')
  );
}

function refuseNaming(path: string, isNamed: boolean, isWanted: boolean): Refusal | undefined {
  if (isNamed === isWanted) return undefined;
  return { code: 'invalid', problems: [{ path, problem: isWanted ? 'required' : 'unknown-field' }] };
}

/** The roles of those on whom an actor may act, unless they hold more than their role says (G10). */
export function rolesWithinReach(actor: readonly Permission[]): Role[] {
  return roles.filter((role) => refuseActingOn(actor, asRole(role)) === undefined);
}
