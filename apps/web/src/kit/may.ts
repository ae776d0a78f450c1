import type { Operation } from '@latchkey/contract/operation';
import { mayBeLimited } from '@latchkey/domain/limited';
import { permissions, type Permission } from '@latchkey/domain/role';
import type { Account } from './session.ts';

type Named = { id: string; name: string };

/** What somebody may do in an account: for all of it, and inside the groups they look after (G5). */
export type Mine = { permissions: readonly Permission[]; limits?: Account['my']['limits'] };

/** As long as it is not known who looks. */
export const nothingMine: Mine = { permissions: [], limits: null };

/** How far somebody may do something: for the whole account, inside the groups they look after only, or not. */
export type HowFar = 'wholly' | 'inside' | 'not';

/** How far somebody may do something. */
export function howFar({ permissions: held, limits }: Mine, permission: Permission): HowFar {
  if (held.includes(permission)) return 'wholly';
  return limits?.permissions.includes(permission) && !isForNobody(limits, permission) ? 'inside' : 'not';
}

type Limits = NonNullable<Mine['limits']>;

/** Where all groups are gone that something was limited to, it is left for nobody. */
function isForNobody({ user_groups: users, computer_groups: computers }: Limits, permission: Permission): boolean {
  const isEmpty = (side: 'users' | 'computers', groups: readonly Named[] | null) =>
    groups?.length === 0 && mayBeLimited(permission, [side]);
  return isEmpty('users', users) || isEmpty('computers', computers);
}

/** Whether groups that somebody looked after are all gone. */
export function hasNoGroupsLeft({ limits }: Mine): boolean {
  return [limits?.user_groups, limits?.computer_groups].some((groups) => groups?.length === 0);
}

/** Whether somebody may do something at all: to show or leave out, the server decides of each thing. */
export function mayDo(mine: Mine, permission: Permission): boolean {
  return howFar(mine, permission) !== 'not';
}

/** Whether a call is open to somebody: inside limits only those are that say so. What asks for no permission is. */
export function mayCall(mine: Mine, { permission, limits }: Operation): boolean {
  if (permission === undefined) return true;
  const far = howFar(mine, permission);
  return far === 'wholly' || (far === 'inside' && limits !== undefined);
}

/** The user groups that somebody does something in, with those below them; undefined where in all, or not at all. */
export function ownUserGroups(mine: Mine, permission: Permission): readonly Named[] | undefined {
  return howFar(mine, permission) === 'inside' ? (mine.limits?.user_groups ?? undefined) : undefined;
}

/** The computer groups that somebody does something in; undefined where in all, or not at all. */
export function ownComputerGroups(mine: Mine, permission: Permission): readonly Named[] | undefined {
  return howFar(mine, permission) === 'inside' ? (mine.limits?.computer_groups ?? undefined) : undefined;
}

/** What somebody may do for anybody at all, in the order of all that can be done. */
export function heldAnywhere(mine: Mine): readonly Permission[] {
  return permissions.filter((permission) => mayDo(mine, permission));
}
