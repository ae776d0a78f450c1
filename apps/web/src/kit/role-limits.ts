import type { createRole, listRoles } from '@latchkey/contract/role';
import type { BodyInput, Reply } from '@latchkey/contract/operation';
import { mayBeLimited } from '@latchkey/domain/limited';
import type { Permission } from '@latchkey/domain/role';
import type { Grantable } from './permission-areas.ts';
import type { Pick as Picked } from './picks.ts';

type Role = Reply<typeof listRoles>['custom'][number];
type Wanted = Partial<Pick<BodyInput<typeof createRole>, 'user_group_ids' | 'computer_group_ids'>>;

/** What a role can be limited by. */
export const sides = ['users', 'computers'] as const;
export type Side = (typeof sides)[number];

/** To which groups a role is limited, as somebody chooses it (G5); null on the side where it is not. */
export type Limits = Record<Side, readonly Picked[] | null>;

/** For the whole account. */
export const noLimits: Limits = { users: null, computers: null };

/** What of a role says to which groups it is limited. */
export type LimitedRole = Pick<Role, 'user_groups' | 'computer_groups'>;

/** The limits that a role has. */
export function limitsOf({ user_groups: users, computer_groups: computers }: LimitedRole): Limits {
  const picks = (groups: Role['user_groups']) => groups?.map(({ id, name }) => ({ id, label: name })) ?? null;
  return { users: picks(users), computers: picks(computers) };
}

/** The sides on which there are limits. */
export function limitedBy(limits: Limits): Side[] {
  return sides.filter((side) => limits[side] !== null);
}

/** The sides on which a permission counts inside these limits only (G5). */
export function sidesOf(permission: Permission, limits: Limits): Side[] {
  return limitedBy(limits).filter((side) => mayBeLimited(permission, [side]));
}

/** What a role with these limits holds of what was ticked: what can't be limited so is not in it. */
export function heldWithin(chosen: readonly Grantable[], limits: Limits): Grantable[] {
  const by = limitedBy(limits);
  return chosen.filter((permission) => mayBeLimited(permission, by));
}

/** The sides on which groups have still to be chosen; where all that were are gone it can be left so. */
export function missingIn(limits: Limits, start: Limits = noLimits): Side[] {
  return sides.filter((side) => limits[side]?.length === 0 && start[side]?.length !== 0);
}

/** The sides on which a role counts for nobody and nothing, because all groups it was limited to are gone. */
export function goneIn(limits: Limits): Side[] {
  return sides.filter((side) => limits[side]?.length === 0);
}

/** The limits as the API takes them: what stays as it was is left out. */
export function wantedLimits(limits: Limits, start: Limits = noLimits): Wanted {
  const idsOf = (side: Side) => limits[side]?.map(({ id }) => id) ?? null;
  return {
    ...(isSameSide(limits, start, 'users') ? {} : { user_group_ids: idsOf('users') }),
    ...(isSameSide(limits, start, 'computers') ? {} : { computer_group_ids: idsOf('computers') }),
  };
}

function isSameSide(one: Limits, other: Limits, side: Side): boolean {
  const [these, those] = [one[side], other[side]];
  if (these === null || those === null) return these === those;
  return these.length === those.length && these.every(({ id }) => those.some((two) => two.id === id));
}

/** What somebody holds who looks after the users of some groups. */
export const MANAGER: readonly Grantable[] = ['users.view', 'users.manage', 'groups.manage', 'access.grant'];
