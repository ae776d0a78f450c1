import type { memberRow } from '@latchkey/contract/member';
import type { Permission } from '@latchkey/domain/role';
import type * as z from 'zod';
import { howFar, type Mine } from './may.ts';

/** In how many groups somebody is, of those that who looks at them looks after, and in how many others. */
export type InGroups = Pick<z.output<typeof memberRow>, 'in_groups'>;

/** Whether what somebody may do inside their groups only would reach further, done to a user: who is in other groups too is others' as well (G11). */
export function reachesFurther(mine: Mine, permission: Permission, { in_groups: groups }: InGroups): boolean {
  if (groups === null || howFar(mine, permission) !== 'inside') return false;
  return groups.own === 0 || groups.others > 0;
}
