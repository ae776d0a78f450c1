import { startBatch } from '@latchkey/contract/batch';
import { refuseBatch } from '@latchkey/domain/batch';
import { sql } from 'kysely';
import { enqueue } from '../kit/jobs.ts';
import { write } from '../kit/operation.ts';
import { uuidv7 } from '../kit/secrets.ts';

export const start = write(startBatch, async ({ tx, now, me, body, note }) => {
  const { act, role, filter } = body;
  const refusal = refuseBatch(me.permissions, { act, role });
  if (refusal) return refusal;
  await sql`select forget_batches(${now})`.execute(tx);
  const batch_id = uuidv7(now);
  const { account_id, member_id, token_id = null } = me;
  const scopes = token_id === null ? null : [...me.permissions];
  await sql`
    insert into batch (account_id, id, member_id, scopes, token_id, act, role, state, total, made_at)
    values (${account_id}, ${batch_id}, ${member_id}, ${scopes}::text[], ${token_id}::uuid, ${act}, ${role ?? null}, 'running', 0, ${now})`.execute(
    tx,
  );
  // Whoever matches later is not meant, and who does not match any more is asked again when their turn comes.
  const { rows } = await sql<{ total: number }>`
    with line as (
      insert into batch_line (account_id, batch_id, place, member_id)
      select ${account_id}::uuid, ${batch_id}::uuid, found.place, found.id
        from members_matching(${JSON.stringify(filter)}::jsonb, ${now}) with ordinality as found (id, place) returning 1
    )
    select count(*)::integer as total from line`.execute(tx);
  const total = rows[0]?.total ?? 0;
  await sql`
    update batch set total = ${total}, state = case when ${total} = 0 then 'done' else state end, ended_at = case when ${total} = 0 then ${now}::timestamptz end
     where account_id = ${account_id} and id = ${batch_id}`.execute(tx);
  if (total > 0) await enqueue(tx, 'batch-run', { account_id, batch_id });
  const { search, ...rest } = filter;
  note({ after: { filter: rest, total }, personal: search === undefined ? {} : { search } });
  return { batch_id, total };
});
