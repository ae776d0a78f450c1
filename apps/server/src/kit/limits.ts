import { createHash } from 'node:crypto';
import type { Refusal } from '@latchkey/domain/refusal';
import { sql } from 'kysely';
import { type Began, type Db, inTransaction } from './db.ts';

/** How many attempts a window of seconds allows; the window begins with the first attempt. */
export type Limit = { name: string; max: number; window_s: number };

/** One attempt that was paid for, and can be given back. */
export type Charge = { key: string };

/** The key under which attempts of one limit and subject are counted: a hash, so that no address or name stands in the table. */
function keyOf(limit: Limit, subject: string): string {
  return `${limit.name}:${createHash('sha256').update(subject).digest('base64url')}`;
}

/**
 * Pays for one attempt under each limit, in a transaction of its own that is committed before the attempt is made, so that no refusal
 * and no crash gives it back. Shared by all nodes.
 * @returns the charges, or the refusal of the first limit that is used up (then the attempt must not be made)
 */
export async function charge(db: Db, subjects: { limit: Limit; subject: string }[]): Promise<Charge[] | Refusal> {
  // Sorted, so that two attempts under the same limits never wait for each other in a circle.
  const wanted = subjects
    .map(({ limit, subject }) => ({ limit, key: keyOf(limit, subject) }))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1));
  return inTransaction(db, {}, async (began) => {
    let refusal: Refusal | undefined;
    for (const { limit, key } of wanted) refusal ??= await chargeKey(began, limit, key);
    return refusal ?? wanted.map(({ key }) => ({ key }));
  });
}

/** Pays for one act inside the transaction that does it: for what costs nothing when it fails, like sending an invitation. */
export async function chargeWithin(began: Began, limit: Limit, subject: string): Promise<Refusal | undefined> {
  return chargeKey(began, limit, keyOf(limit, subject));
}

async function chargeKey({ tx, now }: Began, limit: Limit, key: string): Promise<Refusal | undefined> {
  const until = new Date(now.getTime() + limit.window_s * 1000);
  const { rows } = await sql<{ charges: number; reset_at: Date }>`
    insert into limit_charge as l (key, charges, reset_at) values (${key}, 1, ${until})
    on conflict (key) do update set
      charges = case when l.reset_at <= ${now} then 1 else least(l.charges, ${limit.max}) + 1 end,
      reset_at = case when l.reset_at <= ${now} then excluded.reset_at else l.reset_at end
    returning charges, reset_at`.execute(tx);
  const [row] = rows;
  if (!row || row.charges <= limit.max) return undefined;
  return {
    code: 'too-many-attempts',
    retry_after_s: Math.max(1, Math.ceil((row.reset_at.getTime() - now.getTime()) / 1000)),
  };
}

/** Gives attempts back that turned out right. */
export async function refund(db: Db, charges: Charge[]): Promise<void> {
  const keys = charges.map((paid) => paid.key).toSorted();
  await inTransaction(db, {}, async ({ tx }) => {
    await sql`update limit_charge set charges = charges - 1 where key = any(${keys}) and charges > 0`.execute(tx);
  });
}
