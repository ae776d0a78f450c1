import type { Permission } from '@latchkey/domain/role';
import { useFormats, useSay } from './sentence.ts';
import { goneIn, limitedBy, sidesOf, type Limits, type Side } from './role-limits.ts';

/** Where a role counts, and each of its permissions, in a sentence; nothing where that is everywhere (G5). */
export type Extent = { ofRole: string | undefined; ofPermission: (permission: Permission) => string | undefined };

/** Says where a role with these limits counts. */
export function useExtent(limits: Limits): Extent {
  return useExtents()(limits);
}

/** The same for any role. */
export function useExtents(): (limits: Limits) => Extent {
  const say = useSay();
  const { list } = useFormats();
  return (limits) => {
    const names = (side: Side) => list((limits[side] ?? []).map(({ label }) => label));
    const sentence = (by: readonly Side[]): string | undefined => {
      const [side, other] = by;
      if (side === undefined) return undefined;
      const gone = goneIn(limits).find((one) => by.includes(one));
      if (gone !== undefined) return say(`roles.limits.gone.${gone}`);
      return say(other === undefined ? `roles.for.${side}` : 'roles.for.both', {
        users: names('users'),
        computers: names('computers'),
      });
    };
    return {
      ofRole: sentence(limitedBy(limits)),
      ofPermission: (permission) => sentence(sidesOf(permission, limits)),
    };
  };
}
