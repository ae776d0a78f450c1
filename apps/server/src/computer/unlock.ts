import { unlockComputers } from '@latchkey/contract/computer-locks';
import { holdsAt } from '@latchkey/domain/computer';
import { sql } from 'kysely';
import { bulkWrite } from '../kit/operation.ts';
import { liftLock, type Lock, refuseLifting } from './lifting.ts';
import { lockComputers } from './locking.ts';

/** One lock and no later one: who looked at the list lifts what they saw (S5). */
export const unlock = bulkWrite(unlockComputers, async ({ tx, now, me, asked, item, note }) => {
  const { rows } = await sql<Lock>`
    select l.id, l.computer_id, l.member_id, l.is_personal, l.ended_at from lockout l
     where l.account_id = ${me.account_id} and l.id = ${item.lock_id} for no key update`.execute(tx);
  const [lock] = rows;
  // The computer may be on its way to another group, where somebody else unlocks.
  const computer = lock && (await lockComputers(tx, me.account_id, [lock.computer_id])).get(lock.computer_id);
  const isMine = lock?.member_id === me.member_id;
  const unlocks = holdsAt(me, 'computers.unlock', computer?.group_id ?? null);
  const isSeen = isMine || unlocks || (computer !== undefined && computer.owner_id === me.member_id);
  if (!lock || !isSeen) return { code: 'not-found' };
  if (!unlocks) return { code: 'not-permitted', permission: 'computers.unlock' };
  const refusal = await refuseLifting({ tx, now }, me, { asked, lock });
  if (refusal) return refusal;
  if (lock.ended_at !== null) return { code: 'not-locked' };
  await liftLock({ tx, now }, me, lock);
  note({ targets: [lock.computer_id, lock.member_id] });
  return { lock_id: lock.id };
});
