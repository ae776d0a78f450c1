import { unlockComputers } from '@latchkey/contract/computer-locks';
import { holdsAt } from '@latchkey/domain/computer';
import type { Refusal } from '@latchkey/domain/refusal';
import { sql } from 'kysely';
import { tellNews } from '../kit/news.ts';
import type { Began } from '../kit/db.ts';
import { type Asked, bulkWrite, type Member } from '../kit/operation.ts';
import { isFreshlyProved } from '../kit/who.ts';
import { holdsFor } from './governed.ts';
import { lockComputers } from './locking.ts';
import { tellAgents } from './telling.ts';

type Lock = { id: string; computer_id: string; member_id: string; ended_at: Date | null };

/** One lock and no later one: who looked at the list lifts what they saw (S5). */
export const unlock = bulkWrite(unlockComputers, async ({ tx, now, me, asked, item, note }) => {
  const { rows } = await sql<Lock>`
    select l.id, l.computer_id, l.member_id, l.ended_at from lockout l
     where l.account_id = ${me.account_id} and l.id = ${item.lock_id} for no key update`.execute(tx);
  const [lock] = rows;
  // The computer may be on its way to another group, where somebody else unlocks.
  const computer = lock && (await lockComputers(tx, me.account_id, [lock.computer_id])).get(lock.computer_id);
  const isMine = lock?.member_id === me.member_id;
  const unlocks = holdsAt(me, 'computers.unlock', computer?.group_id ?? null);
  const isSeen = isMine || unlocks || (computer !== undefined && computer.owner_id === me.member_id);
  if (!lock || !isSeen) return { code: 'not-found' };
  if (!unlocks) return { code: 'not-permitted', permission: 'computers.unlock' };
  const refusal = isMine ? await refuseCauser({ tx, now }, me, { asked, lock }) : undefined;
  if (refusal) return refusal;
  if (lock.ended_at !== null) return { code: 'not-locked' };
  await sql`
    update lockout set ended_at = ${now}, ended_by = ${me.member_id} where account_id = ${me.account_id} and id = ${lock.id}`.execute(
    tx,
  );
  await sql`
    update computer set lock_id = null where account_id = ${me.account_id} and id = ${lock.computer_id} and lock_id = ${lock.id}`.execute(
    tx,
  );
  await tellAgents(tx, [lock.computer_id]);
  await tellNews(tx, me.account_id, 'computer');
  note({ targets: [lock.computer_id, lock.member_id] });
  return { lock_id: lock.id };
});

/** Who caused it may lift it only if nobody else could, having just proved who they are. */
async function refuseCauser(
  began: Began,
  me: Member,
  { asked, lock }: { asked: Asked; lock: Lock },
): Promise<Refusal | undefined> {
  const { rows } = await sql`
    select from member m join computer c on c.account_id = m.account_id and c.id = ${lock.computer_id}
     where m.account_id = ${me.account_id} and m.status = 'active' and m.id <> ${me.member_id}
       and m.id in (select p.member_id from power p where p.account_id = ${me.account_id} and p.permission = 'computers.unlock')
       and ${holdsFor('computers.unlock')} limit 1`.execute(began.tx);
  if (rows.length > 0) return { code: 'unlocked-by-others' };
  return (await isFreshlyProved(began, asked)) ? undefined : { code: 'not-fresh' };
}
