import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { testServer, type TestServer } from '../server.ts';
import { until } from './data-end.ts';
import { type NodeProcess, startNode } from './node-process.ts';

const JOBS = 40;

let server: TestServer;
let nodes: NodeProcess[] = [];

before(async () => {
  server = await testServer();
  nodes = await Promise.all([startNode(server), startNode(server)]);
});
after(async () => {
  for (const node of nodes) await node.end();
  await server?.stop();
});

test('Jobs of a server that was killed go on at another within half a minute; one that only stands still keeps its own', async () => {
  const [stopped, killed] = nodes as [NodeProcess, NodeProcess];
  const blocker = new pg.Client(server.database.superuser);
  await blocker.connect();
  // Whoever takes one of these jobs waits here with it.
  await blocker.query('begin; lock table reset_request in access exclusive mode');
  await server.look(`select graphile_worker.add_job('forget-stale', '{}'::json) from generate_series(1, ${JOBS})`);
  await until(async () => (await holders()).length === 3);
  stopped.signal('SIGSTOP');
  killed.signal('SIGKILL');
  await killed.gone;
  const held = await holders();
  assert.equal(held.length, 3, 'three queues have jobs, and one of them is dead');
  await blocker.query('rollback');
  await blocker.end();
  await until(async () => (await holders()).length === 1, 35_000);
  const [survivor] = await holders();
  assert.ok(held.includes(survivor ?? ''), 'the one that stands still');
  stopped.signal('SIGCONT');
  await until(async () => (await left()) === 0, 20_000);
  assert.ok(server.logged.some((line) => line.includes('jobs of a server that died go on here')));
});

/** The queues that have jobs of ours under way. */
async function holders(): Promise<string[]> {
  const rows = await server.look<{ locked_by: string }>(
    `select distinct locked_by from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
      where t.identifier = 'forget-stale' and locked_by is not null`,
  );
  return rows.map((row) => row.locked_by);
}

async function left(): Promise<number> {
  const rows = await server.look(
    `select from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier = 'forget-stale'`,
  );
  return rows.length;
}
