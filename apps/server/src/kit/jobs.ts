import { sql } from 'kysely';
import { Logger, run, type Runner, type TaskList } from 'graphile-worker';
import pg from 'pg';
import type { Connection, Tx } from './db.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';

/** What the app may promise in a transaction; the database has the same list. */
export type TaskName = 'mail-send' | 'mail-release' | 'reset-start';
/** What the clock starts. */
export type TimedTask = 'invitation-sweep' | 'audit-partitions';

const CRONTAB = ['*/5 * * * * invitation-sweep', '17 3 * * * audit-partitions'].join('\n');

/** What a task does with its ids; throwing means: again later, with growing pauses, 25 times at most. */
export type Tasks = Record<TaskName | TimedTask, (ids: Record<string, string>) => Promise<void>>;

/** Promises a job in this transaction: it runs if and only if the transaction commits. A job carries ids only. */
export async function enqueue(tx: Tx, task: TaskName, ids: Record<string, string>): Promise<void> {
  await sql`select jobs.enqueue(${task}, ${JSON.stringify(ids)}::jsonb)`.execute(tx);
}

export type Jobs = { stop(): Promise<void> };

/** Runs the queue as the role latchkey_jobs until stopped; stopping waits for jobs under way. */
export async function startJobs(
  connection: Connection,
  tasks: Tasks,
  { log, metrics }: { log: Log; metrics: Metrics },
): Promise<Jobs> {
  const pool = new pg.Pool({ ...connection, max: 5, application_name: 'latchkey-jobs' });
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  const taskList: TaskList = Object.fromEntries(
    Object.entries(tasks).map(([name, task]) => [name, (payload: unknown) => task(payload as Record<string, string>)]),
  );
  const runner: Runner = await run({
    pgPool: pool,
    taskList,
    crontab: CRONTAB,
    concurrency: 4,
    noHandleSignals: true,
    pollInterval: 1000,
    logger: quietLogger(log),
  });
  runner.events.on('job:success', ({ job }) => metrics.jobEnded(job.task_identifier, 'done'));
  runner.events.on('job:error', ({ job, error }) => {
    metrics.jobEnded(job.task_identifier, 'failed');
    log.warn(
      { task: job.task_identifier, attempt: job.attempts, err: error instanceof Error ? error.message : 'unknown' },
      'job failed',
    );
  });
  return {
    async stop() {
      await runner.stop().catch(() => undefined);
      await pool.end();
    },
  };
}

/** The queue's own lines, at the level debug: what fails is logged above, by task. */
function quietLogger(log: Log): Logger {
  return new Logger(() => (_level, message) => log.debug({ queue: message }, 'queue'));
}
