import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { Logger, run, type Runner, type TaskList, type WorkerEvents } from 'graphile-worker';
import pg from 'pg';
import type { Connection, Tx } from './db.ts';
import { holdJobs, releaseDead } from './job-holders.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';

/** What the app may promise in a transaction; the database has the same list. */
export type TaskName = 'mail-send' | 'reset-start' | 'batch-run' | 'sign-up-start' | 'account-mails';
/** What the clock starts. */
export type TimedTask =
  | 'invitation-sweep'
  | 'handover-sweep'
  | 'person-sweep'
  | 'lockout-digest'
  | 'audit-partitions'
  | 'forget-stale'
  | 'account-erase';

const CRONTAB = [
  '*/5 * * * * invitation-sweep',
  '* * * * * handover-sweep',
  '*/5 * * * * person-sweep',
  '* * * * * lockout-digest',
  '17 3 * * * audit-partitions',
  '47 * * * * forget-stale',
  '7 * * * * account-erase',
].join('\n');

/** What a task does with its ids; throwing means: again later, with growing pauses, 25 times at most. */
export type Tasks = Record<TaskName | TimedTask, (ids: Record<string, string>) => Promise<void>>;

/** Promises a job in this transaction: it runs if and only if the transaction commits. A job carries ids only. */
export async function enqueue(tx: Tx, task: TaskName, ids: Record<string, string>): Promise<void> {
  await sql`select jobs.enqueue(${task}, ${JSON.stringify(ids)}::jsonb)`.execute(tx);
}

export type Jobs = { stop(): Promise<void> };

const APPLICATION = 'latchkey-jobs';
const BEGIN_AGAIN_MS = 2_000;
/** Longer than any job takes. Without a database a job can't be given back, and nobody waits for that. */
const STOPS_WITHIN_MS = 20_000;

type Watchers = { log: Log; metrics: Metrics };

/**
 * Runs the queue as the role latchkey_jobs until stopped; stopping waits for jobs under way. A database that goes away is waited
 * for: the queue begins again when it is back.
 */
export async function startJobs(connection: Connection, tasks: Tasks, watchers: Watchers): Promise<Jobs> {
  const pool = new pg.Pool({ ...connection, max: 5, application_name: APPLICATION });
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  await takeBackAbandoned(pool);
  const stopped = new AbortController();
  let { runner, poolId } = await startRunner(pool, tasks, watchers);
  let holder = holdJobs(connection, poolId);
  const releasing = releaseDead(pool, watchers.log);
  const watched = (async () => {
    for (;;) {
      const reason = await runner.promise.then(() => 'ended', String);
      if (stopped.signal.aborted) return;
      watchers.log.error({ reason }, 'the queue ended by itself and begins again');
      const begin = async () => {
        await pool.query('select graphile_worker.force_unlock_workers($1)', [[poolId]]);
        return startRunner(pool, tasks, watchers);
      };
      const again = await begunAgain(begin, stopped.signal);
      if (!again) return;
      ({ runner, poolId } = again);
      await holder.stop();
      holder = holdJobs(connection, poolId);
    }
  })();
  return {
    async stop() {
      stopped.abort();
      releasing.stop();
      const inOrder = runner.stop().catch(() => undefined);
      await Promise.race([inOrder.then(() => watched), sleep(STOPS_WITHIN_MS, undefined, { ref: false })]);
      await holder.stop();
      await Promise.race([pool.end(), sleep(STOPS_WITHIN_MS, undefined, { ref: false })]);
    },
  };
}

/** Tries until it works; nothing when the queue was stopped meanwhile. */
async function begunAgain(begin: () => Promise<Started>, stopped: AbortSignal): Promise<Started | undefined> {
  while (!stopped.aborted) {
    await sleep(BEGIN_AGAIN_MS, undefined, { signal: stopped }).catch(() => undefined);
    const started = stopped.aborted ? undefined : await begin().catch(() => undefined);
    if (started && stopped.aborted) await started.runner.stop().catch(() => undefined);
    else if (started) return started;
  }
  return undefined;
}

/**
 * A server that was killed leaves its jobs locked, and the mails it was sending claimed. If no other server runs the queue now, these
 * are nobody's at once; where others run, they find out which are (job-holders.ts).
 */
async function takeBackAbandoned(pool: pg.Pool): Promise<void> {
  await pool.query(
    `select public.free_mails(), graphile_worker.force_unlock_workers(array(select distinct locked_by from graphile_worker._private_jobs where locked_by is not null))
      where not exists (select from pg_stat_activity where datname = current_database() and application_name = $1 and pid <> pg_backend_pid())`,
    [APPLICATION],
  );
}

/** A running queue, and under which name it locks its jobs. */
type Started = { runner: Runner; poolId: string };

async function startRunner(pool: pg.Pool, tasks: Tasks, { log, metrics }: Watchers): Promise<Started> {
  const events: WorkerEvents = new EventEmitter();
  let poolId = '';
  events.once('pool:create', ({ workerPool }) => (poolId = workerPool.id));
  const taskList: TaskList = Object.fromEntries(
    Object.entries(tasks).map(([name, task]) => [name, (payload: unknown) => task(payload as Record<string, string>)]),
  );
  const runner = await run({
    pgPool: pool,
    taskList,
    crontab: CRONTAB,
    concurrency: 4,
    noHandleSignals: true,
    pollInterval: 1000,
    logger: quietLogger(log),
    events,
    // With a delay, if of nothing, the queue ends when it can't write down how a job ended, and begins again above; without one that is
    // a rejection that nobody handles.
    preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
  });
  runner.events.on('job:success', ({ job }) => metrics.jobEnded(job.task_identifier, 'done'));
  runner.events.on('job:error', ({ job, error }) => {
    metrics.jobEnded(job.task_identifier, 'failed');
    log.warn(
      { task: job.task_identifier, attempt: job.attempts, err: error instanceof Error ? error.message : 'unknown' },
      'job failed',
    );
  });
  return { runner, poolId };
}

/** The queue's own lines, at the level debug: what fails is logged above, by task. */
function quietLogger(log: Log): Logger {
  return new Logger(() => (_level, message) => log.debug({ queue: message }, 'queue'));
}
