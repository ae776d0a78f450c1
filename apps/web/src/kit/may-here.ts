import type { Permission } from '@latchkey/domain/role';
import type { Computer } from './computer.ts';
import { mayDo, ownComputerGroups, type Mine } from './may.ts';

/** Whether somebody may do something with this computer: anywhere, or where it stands in a group they look after (G5). */
export function mayHere(mine: Mine, permission: Permission, { group }: Pick<Computer, 'group'>): boolean {
  if (!mayDo(mine, permission)) return false;
  return ownComputerGroups(mine, permission)?.some(({ id }) => id === group?.id) ?? true;
}
