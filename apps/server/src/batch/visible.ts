import type { batchSubjects } from '@latchkey/contract/batch';
import { type Permission, refuseActingOn, type Role } from '@latchkey/domain/role';
import type { Member } from '../kit/operation.ts';

/** A job by who started it, with the role they have now, and what it is about. */
export type Starter = { member_id: string; starter_role: Role; about: (typeof batchSubjects)[number] };

/** What is asked of who starts a job, sees one, or whose job goes on. */
export const needed: Record<Starter['about'], Permission> = { member: 'users.manage', computer: 'computers.manage' };

/** What of jobs a member may know of at all: of those about what they manage. */
export function subjectsFor({ permissions }: Member): Starter['about'][] {
  return (['member', 'computer'] as const).filter((about) => permissions.includes(needed[about]));
}

/** Whether a member sees and may stop a job: their own, or that of somebody on whom they may act (G10). */
export function isTheirs(me: Member, { member_id, starter_role, about }: Starter): boolean {
  if (!me.permissions.includes(needed[about])) return false;
  return member_id === me.member_id || refuseActingOn(me.permissions, starter_role) === undefined;
}
