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

/** So many computers in use whose names begin so; written as the operations would leave them. */
export async function fleetOf({ server, accountId }: Place, stem: string, count: number): Promise<void> {
  await server.look(
    `insert into computer (account_id, id, name, hostname, os, os_user, agent_version, problem, status, device_key, made_at)
     select $1, gen_random_uuid(), $2 || ' ' || n, '', '', '', '', '', 'active', decode(md5($2 || n) || md5(n || $2), 'hex'), now()
       from generate_series(1, $3) n`,
    [accountId, stem, count],
  );
}

/** A live session; written as the operations would leave it. */
export async function sessionOf({ server }: Place, member_id: string, computer_id: string): Promise<void> {
  await server.look(
    `with mine as (
       insert into computer_grant (account_id, id, computer_id, member_id, person_id, revision, made_at)
       select m.account_id, gen_random_uuid(), $2, m.id, m.person_id, 1, now() from member m where m.id = $1 returning *
     )
     insert into session (account_id, id, computer_id, member_id, person_id, sign_in_id, grant_id, state, control, address, made_at, opened_at)
     select account_id, gen_random_uuid(), computer_id, member_id, person_id, gen_random_uuid(), id, 'open', true, '', now(), now() from mine`,
    [member_id, computer_id],
  );
}

/** Waits until something is so, for a minute. */
export async function until(holds: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 60_000; !(await holds()); await sleep(20))
    if (Date.now() > end) assert.fail('it did not come about');
}
