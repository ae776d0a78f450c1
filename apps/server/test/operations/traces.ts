import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TestServer } from '../server.ts';

/** Every row of every table as text, by table. */
export type Traces = Map<string, string[]>;

// What the clock changes by itself, and what attempts cost: a refusal is allowed to cost something.
const NOT_TRACES = /crontabs$|^graphile_worker\._private_job_queues$|^public\.(limit_charge|node)$/;
const JOBS = 'graphile_worker._private_jobs';
const SETTLES_WITHIN_MS = 10_000;

/** Everything that is written anywhere in the database, once the queue has nothing more to do. */
export async function tracesOf(server: TestServer): Promise<Traces> {
  const found = await server.look<{ name: string }>(`
    select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_t' order by 1`);
  const tables = found.map(({ name }) => name).filter((name) => !NOT_TRACES.test(name));
  const looks = tables.map(
    (name) => `select '${name}' as name, array(select t::text from ${name} t order by 1) as rows`,
  );
  for (;;) {
    await settled(server);
    const rows = await server.look<{ name: string; rows: string[] }>(looks.join(' union all '));
    // The clock may have started a job just between the two.
    const isQuiet = rows.every((row) => row.name !== JOBS || row.rows.length === 0);
    if (isQuiet) return new Map(rows.map((row) => [row.name, row.rows]));
  }
}

/** Fails, and says which rows came or went, when anything was written since. */
export async function assertNoTrace(server: TestServer, before: Traces, of: string): Promise<void> {
  const after = await tracesOf(server);
  const changed = [...after].flatMap(([name, rows]) => {
    const then = before.get(name) ?? [];
    const [came, went] = [rows.filter((row) => !then.includes(row)), then.filter((row) => !rows.includes(row))];
    return came.length + went.length === 0 ? [] : [{ name, came, went }];
  });
  assert.deepEqual(changed, [], `${of} left a trace`);
}

/** Waits until every job has run, promised ones and those that the clock has started. */
export async function settled(server: TestServer): Promise<void> {
  for (const end = Date.now() + SETTLES_WITHIN_MS; ; await sleep(15)) {
    const waiting = await server.look<{ task: string }>(`
      select t.identifier as task from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id`);
    if (waiting.length === 0) return;
    if (Date.now() > end) assert.fail(`jobs that do not end: ${waiting.map(({ task }) => task).join(', ')}`);
  }
}
