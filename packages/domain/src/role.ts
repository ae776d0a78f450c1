import type { Refusal } from './refusal.ts';

/** The built-in roles (G5), strongest first. `holder` is exactly one member an account (G6). */
export const roles = ['holder', 'super_admin', 'admin', 'member'] as const;
export type Role = (typeof roles)[number];

/** What a role may be given by an invitation: everything but the holder's, which is handed over (P11). */
export const grantableRoles = ['super_admin', 'admin', 'member'] as const;
export type GrantableRole = (typeof grantableRoles)[number];

/** Every capability that exists, `area.verb`. */
export const permissions = ['users.view', 'users.manage', 'roles.manage', 'audit.view'] as const;
export type Permission = (typeof permissions)[number];

const permissionsByRole: Record<Role, readonly Permission[]> = {
  holder: permissions,
  super_admin: permissions,
  admin: ['users.view', 'users.manage', 'audit.view'],
  member: [],
};

/** The permissions of a built-in role (G5). */
export function permissionsOf(role: Role): readonly Permission[] {
  return permissionsByRole[role];
}

export function hasPermission(role: Role, permission: Permission): boolean {
  return permissionsByRole[role].includes(permission);
}

/** Says why an actor may not give a role: only who manages roles makes Admins and Super admins (G10). */
export function refuseGranting(actor: Role, granted: GrantableRole): Refusal | undefined {
  if (granted === 'member' || hasPermission(actor, 'roles.manage')) return undefined;
  return { code: 'not-permitted', permission: 'roles.manage' };
}

/** Says why an actor may not act on a member: never on the holder (P11), never on who holds a permission the actor lacks, and only who manages roles on Admins (G10). */
export function refuseActingOn(actor: Role, target: Role): Refusal | undefined {
  if (target === 'holder') return { code: 'holder-is-untouchable' };
  if (target !== 'member' && !hasPermission(actor, 'roles.manage')) return { code: 'stronger-member' };
  if (permissionsOf(target).some((permission) => !hasPermission(actor, permission))) return { code: 'stronger-member' };
  return undefined;
}
