import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { readBatch, startBatch } from '@latchkey/contract/batch';
import type { Company } from '../people.ts';

/** Starts a job over all that match and gives its id. */
export async function started(of: Company, wanted: object, by = of.holder): Promise<string> {
  const answer = await by.call(startBatch, { params: { account_id: of.accountId }, body: wanted });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return String(answer.body['batch_id']);
}

export type Batch = { state: string; total: number; done: number; refused: number; ended_at: string | null };

/** How far a job is. */
export async function read(of: Company, batch_id: string): Promise<Batch> {
  const answer = await of.holder.call(readBatch, { params: { account_id: of.accountId, batch_id } });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body as Batch;
}

/** Where a crowd comes: an account, and whoever queries its database. */
type Place = { server: { look(sql: string, values: unknown[]): Promise<unknown[]> }; accountId: string };

/** So many active members whose names begin so; written as the operations would leave them. */
export async function crowdOf({ server, accountId }: Place, stem: string, count: number): Promise<void> {
  await server.look(
    `with fresh as (
       insert into person (id, email, name, password_hash, language, made_at, password_changed_at)
       select gen_random_uuid(), lower($2) || '-' || n || '@example.test', $2 || ' ' || n, 'x', 'en', now(), now() from generate_series(1, $3) n
       returning id, email, name
     )
     insert into member (account_id, id, person_id, email, name, status, role, made_at)
     select $1, gen_random_uuid(), id, email, name, 'active', 'member', now() from fresh`,
    [accountId, stem, count],
  );
}

/** Waits until something is so, for a minute. */
export async function until(holds: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 60_000; !(await holds()); await sleep(20))
    if (Date.now() > end) assert.fail('it did not come about');
}
