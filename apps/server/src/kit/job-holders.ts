// Whose jobs are under way: a queue locks its jobs by its name, and would wait four hours for one that was killed.
import type { Pool } from 'pg';
import type { Connection } from './db.ts';
import { keepConnection, type Kept } from './kept-connection.ts';
import type { Log } from './log.ts';

/** The class of the advisory locks that say which queues live. */
const LIVING = 7_201_554;
const LOOKS_EVERY_MS = 5_000;
/** Longer than a connection that was lost takes to come back: only then is who had it dead. */
const DEAD_AFTER_MS = 15_000;

/**
 * Says for as long as this process lives that the jobs of its queue are somebody's: with a lock that belongs to a connection. Of a
 * process that was killed the machine ends the connection; a machine that is gone does not answer within a minute. One that only
 * stands still keeps its jobs.
 */
export function holdJobs(connection: Connection, poolId: string): Kept {
  return keepConnection(connection, {
    name: 'latchkey-living',
    async begin(client) {
      await client.query(
        `set tcp_keepalives_idle = 30; set tcp_keepalives_interval = 10; set tcp_keepalives_count = 3`,
      );
      await client.query('select pg_advisory_lock($1, hashtext($2))', [LIVING, poolId]);
    },
  });
}

/** Gives the jobs of queues that died back to those that live, some 20 s later, until stopped. */
export function releaseDead(pool: Pool, log: Log): { stop(): void } {
  const unheld = new Map<string, number>();
  let under = false;
  const look = async (): Promise<void> => {
    const found = await unheldBy(pool);
    for (const id of unheld.keys()) if (!found.includes(id)) unheld.delete(id);
    const now = performance.now();
    for (const id of found) if (!unheld.has(id)) unheld.set(id, now);
    const dead = found.filter((id) => now - (unheld.get(id) ?? now) >= DEAD_AFTER_MS);
    if (dead.length === 0) return;
    await pool.query('select graphile_worker.force_unlock_workers($1)', [dead]);
    log.warn({ queues: dead }, 'jobs of a server that died go on here');
  };
  const timer = setInterval(() => {
    if (under) return;
    under = true;
    look()
      .catch(() => unheld.clear())
      .finally(() => (under = false));
  }, LOOKS_EVERY_MS).unref();
  return { stop: () => clearInterval(timer) };
}

/** The names of queues that have jobs under way, and no process that says so. */
async function unheldBy(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `select j.locked_by as id from (select distinct locked_by from graphile_worker._private_jobs where locked_by is not null) j
      where not exists (
        select from pg_locks l where l.locktype = 'advisory' and l.granted and l.objsubid = 2
           and l.database = (select oid from pg_database where datname = current_database())
           and l.classid::bigint = $1 and l.objid::bigint = hashtext(j.locked_by)::bigint & 4294967295)`,
    [LIVING],
  );
  return rows.map(({ id }) => id);
}
