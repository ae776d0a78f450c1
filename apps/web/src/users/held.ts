import type { Reply } from '@latchkey/contract/operation';
import type { listRoles, readPermissions } from '@latchkey/contract/role';
import { permissions as all, type Permission } from '@latchkey/domain/role';

/** What a member may do, and where it comes from. */
export type Held = Reply<typeof readPermissions>;
export type CustomRole = Reply<typeof listRoles>['custom'][number];
type Named = { id: string; name: string };

/** A way by which somebody has a permission: their role, their own, or a user group's (G2), null for those that are not seen. */
export type Source = { by: 'role' } | { by: 'own' } | { by: 'group'; group: Named | null };

/** Where a member has a permission from; nowhere if they have it not. */
export function sourcesOf({ of_role: ofRole, own, inherited }: Held, permission: Permission): Source[] {
  const has = (held: readonly Permission[]) => held.includes(permission);
  const groups = inherited.filter((one) => has(one.permissions));
  return [
    ...(has(ofRole) ? [{ by: 'role' as const }] : []),
    ...(has(own) ? [{ by: 'own' as const }] : []),
    ...groups.map(({ group }) => ({ by: 'group' as const, group })),
  ];
}

/** Every permission with where a member has it from: first those they have, then the others. */
export function heldAndOthers(held: Held): { has: { permission: Permission; from: Source[] }[]; others: Permission[] } {
  const lines = all.map((permission) => ({ permission, from: sourcesOf(held, permission) }));
  return {
    has: lines.filter(({ from }) => from.length > 0),
    others: lines.filter(({ from }) => from.length === 0).map(({ permission }) => permission),
  };
}

/** What a role holds and whoever would give it does not (G10). */
export function lackingIn(mine: readonly Permission[], { permissions }: Pick<CustomRole, 'permissions'>): Permission[] {
  return permissions.filter((permission) => !mine.includes(permission));
}
