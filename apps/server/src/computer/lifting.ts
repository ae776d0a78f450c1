import type { Language } from '@latchkey/domain/language';
import type { Refusal } from '@latchkey/domain/refusal';
import { sql } from 'kysely';
import type { Began, Tx } from '../kit/db.ts';
import { promiseMail } from '../kit/mails.ts';
import { tellNews } from '../kit/news.ts';
import type { Asked, Member } from '../kit/operation.ts';
import { isFreshlyProved } from '../kit/who.ts';
import { holdsFor } from './governed.ts';
import { lockComputers } from './locking.ts';
import { tellAgents } from './telling.ts';

/** A lock after wrong access codes. */
export type Lock = { id: string; computer_id: string; member_id: string; is_personal: boolean; ended_at: Date | null };

/** The locks that stand on the computer that a request to unlock names, held with it against every other change. */
export async function lockLocksAsked(tx: Tx, accountId: string, requestId: string): Promise<Lock[]> {
  const { rows } = await sql<Lock>`
    select l.id, l.computer_id, l.member_id, l.is_personal, l.ended_at from lockout l
     where l.account_id = ${accountId} and l.ended_at is null and l.computer_id = (
             select q.computer_id from access_request q where q.account_id = ${accountId} and q.id = ${requestId} and q.unlock)
     order by l.id for no key update`.execute(tx);
  await lockComputers(
    tx,
    accountId,
    rows.map(({ computer_id: id }) => id),
  );
  return rows;
}

/** Says why a member may not lift a lock that they may lift in general: who caused it does so only if nobody else could, having just proved who they are (S5). */
export async function refuseLifting(
  began: Began,
  me: Member,
  { asked, lock }: { asked: Asked; lock: Lock },
): Promise<Refusal | undefined> {
  if (lock.member_id !== me.member_id) return undefined;
  const { rows } = await sql`
    select from member m join computer c on c.account_id = m.account_id and c.id = ${lock.computer_id}
     where m.account_id = ${me.account_id} and m.status = 'active' and m.id <> ${me.member_id}
       and m.id in (select p.member_id from power p where p.account_id = ${me.account_id} and p.permission = 'computers.unlock')
       and ${holdsFor('computers.unlock')} limit 1`.execute(began.tx);
  if (rows.length > 0) return { code: 'unlocked-by-others' };
  return (await isFreshlyProved(began, asked)) ? undefined : { code: 'not-fresh' };
}

/** Lifts this lock and no later one, tells the computer, and whoever asked for it that they can come in again. Lock and computer are locked. */
export async function liftLock(began: Began, me: Member, lock: Lock): Promise<void> {
  const { tx, now } = began;
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
  await endRequests(began, me, lock.computer_id);
}

/** Unlocking is the answer to all who asked for it and are kept out by no other lock: the next lock is none that they asked about. */
async function endRequests(began: Began, me: Member, computerId: string): Promise<void> {
  const { tx, now } = began;
  const { rows } = await sql<{ id: string; email: string; language: Language }>`
    with ended as (
      update access_request q set state = 'granted', ended_at = ${now}, answered_by = ${me.member_id}
       where q.account_id = ${me.account_id} and q.computer_id = ${computerId} and q.unlock and q.state = 'open'
         and has_asked_for(q.account_id, q.member_id, q.computer_id, q.permission, q.unlock)
      returning q.id, q.member_id
    )
    select e.id, m.email, l.language from ended e
      join member m on m.account_id = ${me.account_id} and m.id = e.member_id and m.status = 'active' and m.id <> ${me.member_id}
      join languages_of(array(select member_id from ended)) l on l.member_id = m.id order by e.id`.execute(tx);
  for (const { id, email, language } of rows)
    await promiseMail(began, {
      accountId: me.account_id,
      kind: 'request_answered',
      subjectId: id,
      generation: 1,
      recipient: email,
      language,
    });
}
