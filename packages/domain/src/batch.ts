import type { Refusal } from './refusal.ts';
import { type GrantableRole, type Permission, refuseActingOn, refuseGranting, type Role, roles } from './role.ts';

/**
 * Says why a job over many members can't begin: a role is named exactly when roles are changed, and it is one that the actor may grant (G10).
 * Whether a member may be touched is decided for each when their turn comes.
 */
export function refuseBatch(
  actor: readonly Permission[],
  { act, role }: { act: string; role: GrantableRole | undefined },
): Refusal | undefined {
  const changesRole = act === 'change-role';
  if (changesRole && role === undefined) return { code: 'invalid', problems: [{ path: 'role', problem: 'required' }] };
  if (role === undefined) return undefined;
  if (!changesRole) return { code: 'invalid', problems: [{ path: 'role', problem: 'unknown-field' }] };
  return refuseGranting(actor, role);
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

/** The roles of those on whom an actor may act at all (G10). */
export function rolesWithinReach(actor: readonly Permission[]): Role[] {
  return roles.filter((role) => refuseActingOn(actor, role) === undefined);
}
