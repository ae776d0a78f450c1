import { heldHere } from '@latchkey/domain/limited';
import type { Permission } from '@latchkey/domain/role';
import { type RawBuilder, sql } from 'kysely';
import type { Began } from '../kit/db.ts';
import { enqueue } from '../kit/jobs.ts';
import type { Member } from '../kit/operation.ts';
import { uuidv7 } from '../kit/secrets.ts';

/** A job that is to be started: what it does, with what it gives, to whom or what. */
export type Wanted = {
  about: 'member' | 'computer';
  act: string;
  role: string | null;
  /** The group, the owner or the custom role to give; null for none. */
  given_id: string | null;
  /** A table `(id, place)` of what matches now, places from 1. */
  matching: RawBuilder<unknown>;
};

/** Writes a job with a line for each that matches now, and promises that it is worked off. Whoever matches later is not meant. */
export async function beginBatch(
  { tx, now }: Began,
  me: Member,
  { about, act, role, given_id, matching }: Wanted,
): Promise<{ batch_id: string; total: number }> {
  await sql`select forget_batches(${now})`.execute(tx);
  const batch_id = uuidv7(now);
  const { account_id, member_id, token_id = null } = me;
  const scopes: Permission[] | null = token_id === null ? null : [...heldHere(me)];
  await sql`
    insert into batch (account_id, id, member_id, scopes, token_id, about, act, role, given_id, state, total, made_at)
    values (${account_id}, ${batch_id}, ${member_id}, ${scopes}::text[], ${token_id}::uuid, ${about}, ${act}, ${role}, ${given_id}::uuid, 'running', 0, ${now})`.execute(
    tx,
  );
  const column = about === 'member' ? sql`member_id` : sql`computer_id`;
  // Who does not match any more is asked again when their turn comes.
  const { rows } = await sql<{ total: number }>`
    with line as (
      insert into batch_line (account_id, batch_id, place, ${column})
      select ${account_id}::uuid, ${batch_id}::uuid, found.place, found.id from ${matching} as found (id, place) returning 1
    )
    select count(*)::integer as total from line`.execute(tx);
  const total = rows[0]?.total ?? 0;
  await sql`
    update batch set total = ${total}, state = case when ${total} = 0 then 'done' else state end, ended_at = case when ${total} = 0 then ${now}::timestamptz end
     where account_id = ${account_id} and id = ${batch_id}`.execute(tx);
  if (total > 0) await enqueue(tx, 'batch-run', { account_id, batch_id });
  return { batch_id, total };
}
