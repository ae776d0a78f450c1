import { unlockComputers } from '@latchkey/contract/computer-locks';
import type { Refusal } from '@latchkey/domain/refusal';
import { sql } from 'kysely';
import { tellNews } from '../kit/news.ts';
import type { Began } from '../kit/db.ts';
import { type Asked, bulkWrite, type Member } from '../kit/operation.ts';
import { isFreshlyProved } from '../kit/who.ts';
import { tellAgents } from './telling.ts';

type Lock = { id: string; computer_id: string; member_id: string; ended_at: Date | null };

/** One lock and no later one: who looked at the list lifts what they saw (S5). */
export const unlock = bulkWrite(unlockComputers, async ({ tx, now, me, asked, item, note }) => {
  const { rows } = await sql<Lock>`
    select l.id, l.computer_id, l.member_id, l.ended_at from lockout l
     where l.account_id = ${me.account_id} and l.id = ${item.lock_id} for no key update`.execute(tx);
  const [lock] = rows;
  const isMine = lock?.member_id === me.member_id;
  if (!lock || (!isMine && !(await isSeen({ tx, now }, me, lock)))) return { code: 'not-found' };
  const refusal = isMine ? await refuseCauser({ tx, now }, me, asked) : refuseStranger(me);
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

async function isSeen({ tx }: Began, me: Member, lock: Lock): Promise<boolean> {
  if (me.permissions.includes('computers.unlock')) return true;
  const { rows } = await sql`
    select from computer where account_id = ${me.account_id} and id = ${lock.computer_id} and owner_id = ${me.member_id}`.execute(
    tx,
  );
  return rows.length > 0;
}

function refuseStranger(me: Member): Refusal | undefined {
  return me.permissions.includes('computers.unlock')
    ? undefined
    : { code: 'not-permitted', permission: 'computers.unlock' };
}

/** Who caused it may lift it only if nobody else could, having just proved who they are. */
async function refuseCauser(began: Began, me: Member, asked: Asked): Promise<Refusal | undefined> {
  const refusal = refuseStranger(me);
  if (refusal) return refusal;
  const { rows } = await sql`
    select from member m join power p on p.account_id = m.account_id and p.member_id = m.id and p.permission = 'computers.unlock'
     where m.account_id = ${me.account_id} and m.status = 'active' and m.id <> ${me.member_id} limit 1`.execute(
    began.tx,
  );
  if (rows.length > 0) return { code: 'unlocked-by-others' };
  return (await isFreshlyProved(began, asked)) ? undefined : { code: 'not-fresh' };
}
