import { batchActs, type batchSubjects, computerBatchActs } from '@latchkey/contract/batch';
import { permissionForBatch } from '@latchkey/domain/batch';
import { extentOf } from '@latchkey/domain/limited';
import { type Held, refuseActingOn } from '@latchkey/domain/role';
import { sql } from 'kysely';
import type { Member } from '../kit/operation.ts';

type Subject = (typeof batchSubjects)[number];

/** A job by who started it, with what they are now, what it is about and what it does. */
export type Starter = { member_id: string; starter: Held; about: Subject; act: string };

const acts = [
  ...batchActs.map((act) => ({ about: 'member', act }) as const),
  ...computerBatchActs.map((act) => ({ about: 'computer', act }) as const),
];

/** What jobs do of which a member may know at all: what they may start themselves. */
export function actsFor(me: Member, about: Subject | undefined): string[] {
  return acts
    .filter((one) => about === undefined || one.about === about)
    .filter((one) => extentOf(me, permissionForBatch(one)) !== undefined)
    .map(({ act }) => act);
}

/** Whether a member sees and may stop a job: their own, or that of somebody on whom they may act (G10). */
export function isTheirs(me: Member, { member_id, starter, ...batch }: Starter): boolean {
  const permission = permissionForBatch(batch);
  if (member_id === me.member_id) return extentOf(me, permission) !== undefined;
  return me.permissions.includes(permission) && refuseActingOn(me.permissions, starter) === undefined;
}

/** The starter `m` of a job, as others act on them. */
export const asStarter = sql`jsonb_build_object('role', m.role, 'permissions', to_jsonb(held_by(m.account_id, m.id)))`;
