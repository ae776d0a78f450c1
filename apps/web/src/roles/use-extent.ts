import type { Permission } from '@latchkey/domain/role';
import { useFormats, useSay } from '../kit/sentence.ts';
import { goneIn, limitedBy, sidesOf, type Limits, type Side } from './limits.ts';

/** Says where a role with these limits counts, and where each of its permissions does; nothing where that is everywhere (G5). */
export function useExtent(limits: Limits) {
  const say = useSay();
  const { list } = useFormats();
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
    ofPermission: (permission: Permission) => sentence(sidesOf(permission, limits)),
  };
}
