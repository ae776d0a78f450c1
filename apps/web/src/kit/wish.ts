import type { listOwnRequests, listRequests } from '@latchkey/contract/request';
import type { Reply } from '@latchkey/contract/operation';
import type { Permission } from '@latchkey/domain/role';

/** What can be given to somebody at all: roles are made by Super admins and the holder alone, and the operator is nobody's to name. */
type Grantable = Exclude<Permission, 'roles.manage'>;

/** What somebody asks for: a computer, or that it be unlocked (S5), a permission, or neither: computers at all (G11). */
export type Wish = { computer_id?: string; unlock?: true; permission?: Grantable };

/** A request of one's own. */
export type OwnRequest = Reply<typeof listOwnRequests>['items'][number];
/** A request that one can answer. */
export type OpenRequest = Reply<typeof listRequests>['items'][number];

type Asked = { computer: { name: string | null } | null; permission: Grantable | null; unlock: boolean };
type Kind = 'computer' | 'one' | 'unlock' | 'unlock-one' | 'permission' | 'computers';

/** How what is asked for is called: by the name of the computer where it is known, by that of the permission, or in general. */
export function kindOf({ computer, permission, unlock }: Asked): Kind {
  if (permission !== null) return 'permission';
  if (computer === null) return 'computers';
  if (computer.name === null) return unlock ? 'unlock-one' : 'one';
  return unlock ? 'unlock' : 'computer';
}

/** Whether a permission can be asked for. */
export function isGrantable(permission: Permission | 'operator'): permission is Grantable {
  return permission !== 'operator' && permission !== 'roles.manage';
}

/** Whether a request is for the same thing and still waits. */
export function isOpenFor(wish: Wish, { state, computer, permission, unlock }: OwnRequest): boolean {
  const isSame = computer?.id === wish.computer_id && permission === (wish.permission ?? null);
  return state === 'open' && isSame && unlock === (wish.unlock ?? false);
}
