import type { Refusal } from '@latchkey/domain/refusal';
import type { FactsLock } from '@latchkey/wire/hello';
import { sql } from 'kysely';
import { writeAudit } from '../kit/audit.ts';
import type { Began } from '../kit/db.ts';
import { tellNews } from '../kit/news.ts';
import type { OfComputer } from './presence.ts';

/** Who locked one computer can try no other for so long (S5). */
const BRAKE_MINUTES = 15;
/** A session's lock comes at once, or when its computer is back. */
const REPORTED_WITHIN_DAYS = 7;

export type NotedLock = { lock_id: string; member_id: string; session_id: string };

/**
 * Writes down the locks a computer tells of (S5), and gives those that are new. Who caused one, and from where, is what the session
 * says: the computer is believed in nothing but that it is locked. Each session makes one lock at most.
 */
export async function noteLocks(
  began: Began,
  of: OfComputer,
  told: readonly Omit<FactsLock, 'person_id'>[],
): Promise<NotedLock[]> {
  const noted: NotedLock[] = [];
  for (const lock of told) noted.push(...(await noteLock(began, of, lock)));
  return noted;
}

async function noteLock(
  began: Began,
  of: OfComputer,
  { lock_id, session_id, is_personal }: Omit<FactsLock, 'person_id'>,
): Promise<NotedLock[]> {
  const { tx, now } = began;
  const { rows: fresh } = await sql<{ member_id: string }>`
    select s.member_id from session s
     where s.account_id = ${of.accountId} and s.id = ${session_id} and s.computer_id = ${of.computerId}
       and s.made_at > ${now}::timestamptz - make_interval(days => ${REPORTED_WITHIN_DAYS})
       and not exists (select from lockout l where l.account_id = s.account_id and (l.session_id = s.id or l.id = ${lock_id}))`.execute(
    tx,
  );
  const [by] = fresh;
  if (!by) return [];
  // The computer has one lock at a time: what we still had open is none of its any more.
  await sql`
    update lockout set ended_at = ${now}, cleared_at = ${now}
     where account_id = ${of.accountId} and computer_id = ${of.computerId} and ended_at is null and is_personal = ${is_personal}
       and (not ${is_personal} or member_id = ${by.member_id})`.execute(tx);
  await sql`
    insert into lockout (account_id, id, computer_id, member_id, session_id, address, at, is_personal)
    select s.account_id, ${lock_id}, s.computer_id, s.member_id, s.id, s.address, ${now}, ${is_personal}
      from session s where s.account_id = ${of.accountId} and s.id = ${session_id}`.execute(tx);
  if (!is_personal)
    await sql`
      update computer set lock_id = ${lock_id} where account_id = ${of.accountId} and id = ${of.computerId}`.execute(
      tx,
    );
  const system = { kind: 'system', id: null, personal: {} } as const;
  await writeAudit(began, of.accountId, system, [
    {
      act: 'computer.lock',
      input: {},
      reply: { computer_id: of.computerId, lock_id, session_id },
      note: { targets: [by.member_id] },
    },
  ]);
  await tellNews(tx, of.accountId, 'computer');
  return [{ lock_id, session_id, member_id: by.member_id }];
}

/** The computer said that it lifted a lock. */
export async function noteCleared({ tx, now }: Began, of: OfComputer, lockId: string): Promise<void> {
  await sql`
    update lockout set cleared_at = ${now}
     where account_id = ${of.accountId} and computer_id = ${of.computerId} and id = ${lockId} and ended_at is not null
       and cleared_at is null`.execute(tx);
}

type Wanting = OfComputer & { memberId: string };

/** Says why a member can't try a computer: it is locked, or they locked others (S5). */
export async function refuseLocked(began: Began, of: Wanting): Promise<Refusal | undefined> {
  const { rows } = await sql<{ is_locked: boolean; wait_s: number | null; is_third: boolean }>`
    with mine as (
      select l.computer_id, l.at, lag(l.at, 2) over (order by l.at) as third from lockout l
       where l.account_id = ${of.accountId} and l.member_id = ${of.memberId} and l.forgiven_at is null
    )
    select exists (select from lockout l where l.account_id = ${of.accountId} and l.computer_id = ${of.computerId} and l.ended_at is null
                     and (not l.is_personal or l.member_id = ${of.memberId})) as is_locked,
           (select ceil(extract(epoch from max(m.at) + make_interval(mins => ${BRAKE_MINUTES}) - ${began.now}::timestamptz))::integer from mine m
             where m.computer_id <> ${of.computerId} and m.at > ${began.now}::timestamptz - make_interval(mins => ${BRAKE_MINUTES})) as wait_s,
           exists (select from mine m where m.at - m.third <= interval '1 day') as is_third`.execute(began.tx);
  const [found] = rows;
  if (found?.is_third) return { code: 'locked-too-many' };
  if (found?.is_locked) return { code: 'computer-locked' };
  return found?.wait_s ? { code: 'locked-another', retry_after_s: Math.max(1, found.wait_s) } : undefined;
}
