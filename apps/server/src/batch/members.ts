import type { startBatch } from '@latchkey/contract/batch';
import type { Body } from '@latchkey/contract/operation';
import { refuseBatch } from '@latchkey/domain/batch';
import { refuseInvitedGroups } from '@latchkey/domain/group';
import type { Refusal } from '@latchkey/domain/refusal';
import { groupsThere } from '../group/grouping.ts';
import type { Tx } from '../kit/db.ts';
import type { Member } from '../kit/operation.ts';

/** What is wanted of all members that match. */
export type Wanted = Body<typeof startBatch>;

/**
 * Says why a job over members can't begin: what it gives is missing, is not there, or is nothing that this member may give to anybody.
 * The rest is decided for each when their turn comes.
 */
export async function refuseWanted(tx: Tx, me: Member, wanted: Wanted): Promise<Refusal | undefined> {
  const { act, group_id } = wanted;
  const refusal = refuseBatch(me.permissions, wanted);
  if (refusal || group_id === undefined) return refusal;
  const there = await groupsThere(tx, me, [group_id]);
  if (act === 'add-to-group') return refuseInvitedGroups(me, [group_id], there);
  return there.has(group_id) ? undefined : { code: 'not-found' };
}
