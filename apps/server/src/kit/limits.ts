import { createHash } from 'node:crypto';
import type { Refusal } from '@latchkey/domain/refusal';
import { type RawBuilder, sql } from 'kysely';
import { askOnce, type Began, type Db, type Tx } from './db.ts';

/** How many attempts a window of seconds allows; the window begins with the first attempt. */
export type Limit = { name: string; max: number; window_s: number };

/** What attempts are counted of: an address, a person, a browser. */
export type Subject = { limit: Limit; subject: string };

/** One attempt that was paid for, and can be given back. */
export type Charge = { key: string };

/** The key under which attempts of one limit and subject are counted: a hash, so that no address or name stands in the table. */
function keyOf(limit: Limit, subject: string): string {
  return `${limit.name}:${createHash('sha256').update(subject).digest('base64url')}`;
}

/**
 * Pays for one attempt under each limit, committed before the attempt is made, so that no refusal and no crash gives it back.
 * Shared by all nodes.
 * @returns the charges, or the refusal of a limit that is used up (then the attempt must not be made)
 */
export async function charge(db: Db, subjects: readonly Subject[]): Promise<Charge[] | Refusal> {
  const wanted = subjects.map(({ limit, subject }) => ({ limit, key: keyOf(limit, subject) }));
  const rows = await askOnce(db, (now) => chargeAll(now, wanted));
  const refusals = rows.map((row) => refusalOf(row, wanted.find(({ key }) => key === row.key)?.limit.max ?? 0));
  return refusals.find((refusal) => refusal !== undefined) ?? wanted.map(({ key }) => ({ key }));
}

type ChargeRow = { key: string; charges: number; retry_after_s: number };

/** One statement for all, its rows in the order of their keys, so that two attempts never wait for each other in a circle. */
function chargeAll(now: RawBuilder<Date>, wanted: { limit: Limit; key: string }[], times = 1): RawBuilder<ChargeRow> {
  return sql<ChargeRow>`
    insert into limit_charge as l (key, charges, reset_at)
    select w.key, ${times}::integer, ${now} + make_interval(secs => w.window_s)
      from unnest(${wanted.map(({ key }) => key)}::text[], ${wanted.map(({ limit }) => limit.window_s)}::integer[]) as w (key, window_s)
     order by w.key
    on conflict (key) do update set
      charges = case when l.reset_at <= ${now} then excluded.charges else l.charges + excluded.charges end,
      reset_at = case when l.reset_at <= ${now} then excluded.reset_at else l.reset_at end
    returning key, charges, greatest(1, ceil(extract(epoch from reset_at - ${now})))::integer as retry_after_s`;
}

function refusalOf(row: ChargeRow, max: number): Refusal | undefined {
  return row.charges > max ? { code: 'too-many-attempts', retry_after_s: row.retry_after_s } : undefined;
}

/** Pays for an act, or for several, inside the transaction that does them: for what costs nothing when it fails, like sending an invitation. */
export async function chargeWithin(
  { tx, now }: Began,
  limit: Limit,
  subject: string,
  times = 1,
): Promise<Refusal | undefined> {
  const wanted = [{ limit, key: keyOf(limit, subject) }];
  const { rows } = await chargeAll(sql<Date>`${now}::timestamptz`, wanted, times).execute(tx);
  const [row] = rows;
  return row && refusalOf(row, limit.max);
}

/** How many acts a limit has left now, for who holds a lock under which nobody else pays. */
export async function leftOf({ tx, now }: Began, { limit, subject }: Subject): Promise<number> {
  const { rows } = await sql<{ charges: number }>`
    select charges from limit_charge where key = ${keyOf(limit, subject)} and reset_at > ${now}`.execute(tx);
  return Math.max(0, limit.max - (rows[0]?.charges ?? 0));
}

/** Gives attempts back that turned out right, in the transaction of what they were for. */
export async function refund(tx: Tx, charges: Charge[]): Promise<void> {
  const keys = charges.map((paid) => paid.key).toSorted();
  await sql`update limit_charge set charges = charges - 1 where key = any(${keys}) and charges > 0`.execute(tx);
}

/** Forgets every attempt that was counted of these. */
export async function forgetCharges(tx: Tx, subjects: readonly Subject[]): Promise<void> {
  const keys = subjects.map(({ limit, subject }) => keyOf(limit, subject)).toSorted();
  await sql`delete from limit_charge where key = any(${keys})`.execute(tx);
}
