import { sql } from 'kysely';
import { askOnce, type Db } from './db.ts';

/** Deletes what has served: counts whose window is over, replies kept for a retry, sign-ins long ended. Run by the clock. */
export async function forgetStale(db: Db): Promise<void> {
  await askOnce(db, (now) => sql`select forget_stale(${now})`);
}
