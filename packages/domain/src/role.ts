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

/** What somebody may do in this call: the permissions of their role, or of them only those that their token was given (U3). */
export function powersOf(role: Role, scopes?: readonly Permission[]): readonly Permission[] {
  const held = permissionsOf(role);
  return scopes === undefined ? held : held.filter((permission) => scopes.includes(permission));
}

/** Says why an actor may not give a role: only who manages roles makes Admins and Super admins, and nobody gives what they lack (G10). */
export function refuseGranting(actor: readonly Permission[], granted: GrantableRole): Refusal | undefined {
  if (granted !== 'member' && !actor.includes('roles.manage'))
    return { code: 'not-permitted', permission: 'roles.manage' };
  const lacking = permissionsOf(granted).find((permission) => !actor.includes(permission));
  return lacking === undefined ? undefined : { code: 'not-permitted', permission: lacking };
}

/** Says why an actor may not act on a member: never on the holder (P11), never on who holds a permission the actor lacks, and only who manages roles on Admins (G10). */
export function refuseActingOn(actor: readonly Permission[], target: Role): Refusal | undefined {
  if (target === 'holder') return { code: 'holder-is-untouchable' };
  if (target !== 'member' && !actor.includes('roles.manage')) return { code: 'stronger-member' };
  if (permissionsOf(target).some((permission) => !actor.includes(permission))) return { code: 'stronger-member' };
  return undefined;
}
