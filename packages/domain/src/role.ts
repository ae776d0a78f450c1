import type { Refusal } from './refusal.ts';

/** The built-in roles (G5), strongest first. `holder` is exactly one member an account (G6). */
export const roles = ['holder', 'super_admin', 'admin', 'member'] as const;
export type Role = (typeof roles)[number];

/** What a role may be given by an invitation: everything but the holder's, which is handed over (P11). */
export const grantableRoles = ['super_admin', 'admin', 'member'] as const;
export type GrantableRole = (typeof grantableRoles)[number];

/** Every capability that exists, `area.verb`. */
export const permissions = [
  'users.view',
  'users.manage',
  'groups.manage',
  'roles.manage',
  'access.grant',
  'computers.enrol',
  'computers.manage',
  'computers.unlock',
  'sessions.view',
  'sessions.end',
  'audit.view',
  'account.manage',
  'tokens.manage',
] as const;
export type Permission = (typeof permissions)[number];

const permissionsByRole: Record<Role, readonly Permission[]> = {
  holder: permissions,
  super_admin: permissions,
  admin: permissions.filter((permission) => permission !== 'roles.manage'),
  member: [],
};

/** The permissions of a built-in role (G5). */
export function permissionsOf(role: Role): readonly Permission[] {
  return permissionsByRole[role];
}

export function hasPermission(role: Role, permission: Permission): boolean {
  return permissionsByRole[role].includes(permission);
}

/** What can be in a custom role, or a member's or a user group's own: all but making roles, which is for Super admins and the holder (G10). */
export const grantablePermissions = permissions.filter((permission) => permission !== 'roles.manage');

/** What somebody may do in this call: what they hold, or of it only what their token was given (U3). */
export function powersOf(held: readonly Permission[], scopes?: readonly Permission[]): readonly Permission[] {
  return permissions.filter((one) => held.includes(one) && (scopes === undefined || scopes.includes(one)));
}

/** Says why an actor may not give a role: only who manages roles makes Admins and Super admins, and nobody gives what they lack (G10). */
export function refuseGranting(actor: readonly Permission[], granted: GrantableRole): Refusal | undefined {
  if (granted !== 'member' && !actor.includes('roles.manage'))
    return { code: 'not-permitted', permission: 'roles.manage' };
  return refusePermissions(actor, permissionsOf(granted));
}

/** Says why an actor may not give these permissions, in whatever way (G10): nobody gives what they lack. */
export function refusePermissions(actor: readonly Permission[], granted: readonly Permission[]): Refusal | undefined {
  const lacking = granted.find((permission) => !actor.includes(permission));
  return lacking === undefined ? undefined : { code: 'not-permitted', permission: lacking };
}

/** How many custom roles an account has at most. */
export const MOST_ROLES = 500;

/** Says why an actor may not give a custom role (G5, G10): only to who is a Member otherwise, and nobody gives what they lack; `there` has the permissions of each role there is. */
export function refuseCustomRole(
  actor: readonly Permission[],
  { role, custom_role_id: id }: { role: GrantableRole; custom_role_id: string | null },
  there: ReadonlyMap<string, readonly Permission[]>,
): Refusal | undefined {
  if (id === null) return undefined;
  if (role !== 'member') return { code: 'invalid', problems: [{ path: 'custom_role_id', problem: 'invalid' }] };
  const granted = there.get(id);
  return granted ? refusePermissions(actor, granted) : { code: 'not-found' };
}

/** A member as others act on them: their built-in role, and the permissions they hold from wherever (G2). */
export type Held = { role: Role; permissions: readonly Permission[] };

/** Who holds what a built-in role holds and no more. */
export function asRole(role: Role): Held {
  return { role, permissions: permissionsOf(role) };
}

/** Says why an actor may not act on a member: never on the holder (P11), never on who holds a permission the actor lacks, and only who manages roles on Admins (G10). */
export function refuseActingOn(actor: readonly Permission[], { role, permissions: held }: Held): Refusal | undefined {
  if (role === 'holder') return { code: 'holder-is-untouchable' };
  if (role !== 'member' && !actor.includes('roles.manage')) return { code: 'stronger-member' };
  return refusePermissions(actor, held) && { code: 'stronger-member' };
}
