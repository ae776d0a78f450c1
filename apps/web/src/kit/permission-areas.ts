import { grantablePermissions, permissions as all, type Permission } from '@latchkey/domain/role';
import type { MessageId } from '@latchkey/messages/catalogue';

const areas = ['users', 'computers', 'sessions', 'account'] as const;
/** By what permissions are listed. */
export type PermissionArea = (typeof areas)[number];

type Noun = Permission extends infer P ? (P extends `${infer N}.${string}` ? N : never) : never;
const areaOfNoun: Record<Noun, PermissionArea> = {
  users: 'users',
  groups: 'users',
  roles: 'users',
  access: 'computers',
  computers: 'computers',
  sessions: 'sessions',
  audit: 'account',
  account: 'account',
  tokens: 'account',
};

function areaOf(permission: Permission): PermissionArea {
  return areaOfNoun[permission.slice(0, permission.indexOf('.')) as Noun];
}

/** Some permissions by their areas, in the order of all; an area without any is left out. */
export function byArea<P extends Permission>(wanted: readonly P[]): { area: PermissionArea; permissions: P[] }[] {
  const sorted = wanted.toSorted((one, other) => all.indexOf(one) - all.indexOf(other));
  return areas
    .map((area) => ({ area, permissions: sorted.filter((permission) => areaOf(permission) === area) }))
    .filter(({ permissions }) => permissions.length > 0);
}

/** What can be in a custom role, or somebody's or a user group's own. */
export type Grantable = (typeof grantablePermissions)[number];

/** Where a permission comes from besides, each as the reader calls it. */
export type Sources = ReadonlyMap<Permission, readonly string[]>;
export const nowhere: Sources = new Map();

/** A permission in a list to choose from. */
export type Tick = {
  permission: Grantable;
  isTicked: boolean;
  /** Why it can't be changed here: it comes from elsewhere, who chooses lacks it themselves, or the role's limits leave no room for it (G2, G5, G10). */
  lock: 'inherited' | 'lacking' | 'unlimitable' | undefined;
  /** Where it comes from besides. */
  from: readonly string[];
};

type Choice = {
  /** What is chosen now, and what was when it was opened. */
  chosen: readonly Permission[];
  start: readonly Permission[];
  /** What the one who chooses may do. */
  mine: readonly Permission[];
  inherited: Sources;
  /** Whether there is room for a permission inside the limits that are chosen (G5); without it there are none. */
  isLimitable?: ((permission: Permission) => boolean) | undefined;
};

/** Every permission that can be given, as it stands in a choice. What was given here can be taken back, whatever comes from elsewhere. */
export function ticksOf({ chosen, start, mine, inherited, isLimitable = () => true }: Choice): Tick[] {
  return grantablePermissions.map((permission) => {
    const from = inherited.get(permission) ?? [];
    if (!isLimitable(permission)) return { permission, isTicked: false, lock: 'unlimitable', from };
    const isOnlyInherited = from.length > 0 && !start.includes(permission);
    const lock = isOnlyInherited ? 'inherited' : mine.includes(permission) ? undefined : 'lacking';
    return { permission, isTicked: isOnlyInherited || chosen.includes(permission), lock, from };
  });
}

/** What a permission lets somebody do; inside limits some let do less (G5). */
export function meaningOf(permission: Permission, isInside: boolean): MessageId {
  return isInside && (permission === 'users.view' || permission === 'users.manage')
    ? `roles.inside.${permission}`
    : `roles.permission.${permission}`;
}

/** Whether two choices are the same. */
export function isSame(one: readonly Permission[], other: readonly Permission[]): boolean {
  return one.length === other.length && one.every((permission) => other.includes(permission));
}
