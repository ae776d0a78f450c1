import type { startComputerBatch } from '@latchkey/contract/batch';
import type { Body } from '@latchkey/contract/operation';
import { refuseComputerBatch } from '@latchkey/domain/batch';
import { type Owner, refuseMove, refuseOwner } from '@latchkey/domain/computer';
import type { Refusal } from '@latchkey/domain/refusal';
import { sql } from 'kysely';
import { groupsNamed } from '../computer/locking.ts';
import type { Tx } from '../kit/db.ts';
import type { Member } from '../kit/operation.ts';

/** What is wanted of all computers that match. */
export type Wanted = Body<typeof startComputerBatch>;

/**
 * Says why a job over computers can't begin: what it gives is missing, is not there, or is nothing that this member may give to any
 * computer. The rest is decided for each when its turn comes.
 */
export async function refuseWanted(tx: Tx, me: Member, wanted: Wanted): Promise<Refusal | undefined> {
  const refusal = refuseComputerBatch(wanted);
  if (refusal) return refusal;
  if (typeof wanted.group_id === 'string') {
    const group = (await groupsNamed(tx, me, [wanted.group_id])).get(wanted.group_id);
    return group ? refuseMove(me, { gives: group.gives, raises: false }) : { code: 'not-found' };
  }
  if (typeof wanted.owner_id !== 'string') return undefined;
  const { rows } = await sql<Owner>`
    select m.id, m.role, m.status, held_by(m.account_id, m.id) as permissions from member m
     where m.account_id = ${me.account_id} and m.id = ${wanted.owner_id} and m.status <> 'removed'`.execute(tx);
  const [owner] = rows;
  // As if it were theirs already: whether they may name themselves depends on the computer.
  return refuseOwner(me, owner, owner);
}
