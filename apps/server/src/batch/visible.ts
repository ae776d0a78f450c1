import { refuseActingOn, type Role } from '@latchkey/domain/role';
import type { Member } from '../kit/operation.ts';

/** Who started a job, with the role they have now. */
export type Starter = { member_id: string; starter_role: Role };

/** Whether a member sees and may stop a job: their own, or that of somebody on whom they may act (G10). */
export function isTheirs(me: Member, { member_id, starter_role }: Starter): boolean {
  return member_id === me.member_id || refuseActingOn(me.permissions, starter_role) === undefined;
}
