import type { Refusal } from './refusal.ts';
import type { Permission } from './role.ts';

/** What a role can be limited by: user groups, or computer groups. */
export type Side = 'users' | 'computers';

/** What a permission can be limited to (G5); one that is not here is for the whole account, and in no limited role. */
const limitable: Partial<Record<Permission, readonly Side[]>> = {
  'users.view': ['users'],
  'users.manage': ['users'],
  'groups.manage': ['users'],
  'access.grant': ['users', 'computers'],
  'computers.enrol': ['computers'],
  'computers.manage': ['computers'],
  'computers.unlock': ['computers'],
  'sessions.view': ['users', 'computers'],
  'sessions.end': ['users', 'computers'],
};

/** The sides on which a permission counts inside limits only, where a role has any. */
export function sidesKnownBy(permission: Permission): readonly Side[] {
  return limitable[permission] ?? [];
}

/** What a limited role lets somebody do inside chosen groups (G5). */
export type Limits = {
  permissions: readonly Permission[];
  /** The user groups that were chosen; null where users are not limited. */
  user_tops: readonly string[] | null;
  /** The same with all groups below them. */
  users: readonly string[] | null;
  /** The computer groups that were chosen; null where computers are not limited. */
  computers: readonly string[] | null;
};

/** Who does something: what they hold for the whole account, and what inside chosen groups only. */
export type Limited = { permissions: readonly Permission[]; limits?: Limits | undefined };

/** For whom and what a permission counts: the ids of user groups and of computer groups, null for all. */
export type Extent = { users: readonly string[] | null; computers: readonly string[] | null };

/** The whole account. */
export const everywhere: Extent = { users: null, computers: null };

/** Whether a role with these limits may hold a permission: one that knows none of its limits would be for the whole account. */
export function mayBeLimited(permission: Permission, by: readonly Side[]): boolean {
  return by.length === 0 || by.some((side) => limitable[permission]?.includes(side) ?? false);
}

/** Says why a role can't be limited like this: it holds a permission that can't be. */
export function refuseLimits(permissions: readonly Permission[], by: readonly Side[]): Refusal | undefined {
  const unlimited = permissions.find((permission) => !mayBeLimited(permission, by));
  return unlimited === undefined ? undefined : { code: 'not-limitable', permission: unlimited };
}

/** For whom and what somebody holds a permission; nothing where they hold it for nobody. */
export function extentOf({ permissions, limits }: Limited, permission: Permission): Extent | undefined {
  if (permissions.includes(permission)) return everywhere;
  if (!limits?.permissions.includes(permission)) return undefined;
  const sides = limitable[permission] ?? [];
  return {
    users: sides.includes('users') ? limits.users : null,
    computers: sides.includes('computers') ? limits.computers : null,
  };
}

/** What somebody may do for anybody or anything at all: in a call whose objects are inside their limits it is as good as held. */
export function heldHere({ permissions, limits }: Limited): readonly Permission[] {
  return limits ? [...new Set([...permissions, ...limits.permissions])] : permissions;
}
