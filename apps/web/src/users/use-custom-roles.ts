import { listRoles } from '@latchkey/contract/role';
import { useCall } from '../kit/query.ts';
import { useSay } from '../kit/sentence.ts';
import { limitsOf } from '../kit/role-limits.ts';
import { useExtents, type Extent } from '../kit/role-extent.ts';
import { lackingIn, type CustomRole } from './held.ts';
import { useMayCall } from '../kit/session.ts';
import type { User } from './list.ts';
import { useViewer } from './use-viewer.ts';

/** A custom role as it is offered: what it holds, and why it can't be given, if it can't (G10). */
export type RoleOffer = Pick<CustomRole, 'id' | 'name' | 'permissions'> & {
  hint: string;
  refused: string | undefined;
  extent: Extent;
};

/** The custom roles of the account, for who gives them; none while they are on their way. */
export function useCustomRoles({ isWanted = true } = {}): readonly RoleOffer[] | undefined {
  const say = useSay();
  const extentOf = useExtents();
  const viewer = useViewer();
  const { data } = useCall(listRoles, {}, { enabled: useMayCall(listRoles) && isWanted });
  const names = (permissions: CustomRole['permissions']) =>
    permissions.map((one) => say(`kit.permission.${one}`)).join(', ');
  return data?.custom.map((role) => {
    const lacking = lackingIn(viewer.permissions, role);
    const permission = lacking.map((one) => say(`kit.permission.${one}`)).join(', ');
    const extent = extentOf(limitsOf(role));
    const held = role.permissions.length === 0 ? say('roles.holds.none') : names(role.permissions);
    return {
      id: role.id,
      name: role.name,
      permissions: role.permissions,
      hint: extent.ofRole === undefined ? held : `${extent.ofRole}: ${held}`,
      extent,
      refused: lacking.length === 0 ? undefined : say('roles.lacking.role', { permission }),
    };
  });
}

/** What the role of a user is called: the custom one by its own name. */
export function useRoleName(): (user: Pick<User, 'role' | 'custom_role'>) => string {
  const say = useSay();
  return ({ role, custom_role: custom }) => custom?.name ?? say(`kit.role.${role}`);
}
