import { createHash } from 'node:crypto';
import type { Operation } from '@latchkey/contract/operation';
import { sql } from 'kysely';
import type { Tx } from './db.ts';
import type { Member } from './operation.ts';
import { Refused } from './refused.ts';

export type IdempotencyKey = { operation: Operation; key: string; body: unknown };

/**
 * Claims an Idempotency-Key as the first write of the transaction; a second request with it waits here for the first.
 * @returns the reply of the request that had the key before, or nothing when this one is the first
 * @throws Refused when the key was used with another body
 */
export async function claimKey(tx: Tx, me: Member, claim: IdempotencyKey): Promise<unknown> {
  const bodyHash = createHash('sha256').update(JSON.stringify(claim.body)).digest();
  const of = { account_id: me.account_id, member_id: me.member_id, operation: claim.operation.id, key: claim.key };
  const inserted = await sql`
    insert into idempotency (account_id, member_id, operation, key, body_hash, made_at)
    values (${of.account_id}, ${of.member_id}, ${of.operation}, ${of.key}, ${bodyHash}, now()) on conflict do nothing returning 1`.execute(
    tx,
  );
  if (inserted.rows.length > 0) return undefined;
  const { rows } = await sql<{ same: boolean; reply: unknown }>`
    select body_hash = ${bodyHash} as same, reply from idempotency
     where account_id = ${of.account_id} and member_id = ${of.member_id} and operation = ${of.operation} and key = ${of.key}`.execute(
    tx,
  );
  const [row] = rows;
  if (!row?.same) throw new Refused({ code: 'idempotency-key-reused' });
  return row.reply;
}

/** Keeps the reply for whoever comes again with the key. Replies hold ids and refusals only, never a secret or what a person typed. */
export async function keepReply(tx: Tx, me: Member, claim: IdempotencyKey, reply: unknown): Promise<void> {
  await sql`
    update idempotency set reply = ${JSON.stringify(reply)}::jsonb
     where account_id = ${me.account_id} and member_id = ${me.member_id} and operation = ${claim.operation.id} and key = ${claim.key}`.execute(
    tx,
  );
}
