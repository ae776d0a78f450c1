import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely';
import pg from 'pg';
import type { Database } from './tables.generated.ts';

export type Tx = Transaction<Database>;

/** How to reach one database as one role. */
export type Connection = {
  host: string;
  port: number;
  user: string;
  password: string;
  database: string;
  ssl?: boolean | object;
};

/** The database as the app role sees it, and its clock. */
export type Db = {
  kysely: Kysely<Database>;
  pool: pg.Pool;
  /** Milliseconds added to the database's clock; tests move it, nothing else does. */
  clockOffsetMs: () => number;
};

/** What a transaction starts with: itself and the moment it began, by the database's clock. */
export type Began = { tx: Tx; now: Date };

const RETRIED = new Set(['40P01', '40001']);
const TRIES = 3;

/** Opens a pool of connections as the app role. Idle ones close after half a minute. */
export function openDb(connection: Connection, poolSize: number, clockOffsetMs: () => number = () => 0): Db {
  const pool = new pg.Pool({ ...connection, max: poolSize, idleTimeoutMillis: 30_000, application_name: 'latchkey' });
  // An idle connection that the database ends (a restart) is only replaced; without a listener it would end the process.
  pool.on('error', () => undefined);
  return { kysely: new Kysely<Database>({ dialect: new PostgresDialect({ pool }) }), pool, clockOffsetMs };
}

export async function closeDb(db: Db): Promise<void> {
  await db.kysely.destroy();
}

/** How a transaction is meant: for which account (none: no tenant's row is seen), only to read, or only to look what would happen. */
export type Purpose = { accountId?: string | undefined; mode?: 'write' | 'read' | 'dry-run' };

/**
 * Runs `work` in one transaction for one account, commits, and gives its result. A deadlock or serialisation failure is retried
 * up to three times, so `work` must do nothing outside the database. A dry run is always rolled back, waits at most 2 s for a lock
 * and runs at most 5 s a statement.
 */
export async function inTransaction<T>(db: Db, purpose: Purpose, work: (began: Began) => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await once(db, purpose, work);
    } catch (error) {
      if (tried >= TRIES || !RETRIED.has(sqlStateOf(error) ?? '')) throw error;
    }
  }
}

class RolledBack<T> extends Error {
  readonly value: T;
  constructor(value: T) {
    super('a dry run is always rolled back');
    this.value = value;
  }
}

async function once<T>(db: Db, purpose: Purpose, work: (began: Began) => Promise<T>): Promise<T> {
  try {
    return await db.kysely.transaction().execute(async (tx) => {
      const began = await begin(db, tx, purpose);
      const value = await work(began);
      if (purpose.mode === 'dry-run') throw new RolledBack(value);
      return value;
    });
  } catch (error) {
    if (error instanceof RolledBack) return error.value as T;
    throw error;
  }
}

async function begin(db: Db, tx: Tx, purpose: Purpose): Promise<Began> {
  const dry = purpose.mode === 'dry-run';
  const started = await sql<{ now: Date }>`
    select now() as now, set_config('app.account_id', ${purpose.accountId ?? ''}, true),
           set_config('transaction_read_only', ${purpose.mode === 'read' ? 'on' : 'off'}, true),
           set_config('lock_timeout', ${dry ? '2s' : '10s'}, true), set_config('statement_timeout', ${dry ? '5s' : '30s'}, true)
  `.execute(tx);
  const now = started.rows[0]?.now ?? new Date();
  return { tx, now: new Date(now.getTime() + db.clockOffsetMs()) };
}

/** The SQLSTATE of a database error, if it is one. */
export function sqlStateOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** The name of the constraint or unique index that a database error names, if any. */
export function constraintOf(error: unknown): string | undefined {
  return error instanceof Error && 'constraint' in error && typeof error.constraint === 'string'
    ? error.constraint
    : undefined;
}

/** Runs one statement that may lose to a constraint; the transaction goes on as before it. Gives the constraint's name when it lost. */
export async function unlessConstraint<T>(
  tx: Tx,
  statement: () => Promise<T>,
): Promise<{ value: T } | { lost: string }> {
  await sql`savepoint statement`.execute(tx);
  try {
    const value = await statement();
    await sql`release savepoint statement`.execute(tx);
    return { value };
  } catch (error) {
    const lost = constraintOf(error);
    if (lost === undefined) throw error;
    await sql`rollback to savepoint statement`.execute(tx);
    return { lost };
  }
}
