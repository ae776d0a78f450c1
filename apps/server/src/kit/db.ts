import { createHash } from 'node:crypto';
import { Kysely, PostgresDialect, type RawBuilder, sql } from 'kysely';
import pg from 'pg';
import type { Database } from './tables.generated.ts';

/** A transaction under way, on a connection of its own. */
export type Tx = Kysely<Database>;

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
  pool: pg.Pool;
  /** Milliseconds added to the database's clock; tests move it, nothing else does. */
  clockOffsetMs: () => number;
};

/** A question that is asked together with the beginning of a transaction; it is given the moment as the database has it. */
export type Opening = (now: RawBuilder<Date>) => RawBuilder<unknown>;

/** What a transaction starts with: itself, the moment it began by the database's clock, and what its opening gave. */
export type Began = { tx: Tx; now: Date; opened?: unknown[] };

// Deadlock, serialisation failure, and a prepared statement that a migration made stale.
const STALE_PLAN = '0A000';
const RETRIED = new Set(['40P01', '40001', STALE_PLAN]);
const TRIES = 3;
const LIMITS = `set lock_timeout = '10s'; set statement_timeout = '30s'; set idle_in_transaction_session_timeout = '60s'`;
/** How long a caller waits for a connection: for its turn in the pool, and for the database to take it. */
const CONNECTS_WITHIN_MS = 10_000;
const DRY_LIMITS = `set local lock_timeout = '2s'; set local statement_timeout = '5s';`;

/** Opens a pool of connections as the app role. Idle ones close after half a minute. */
export function openDb(connection: Connection, poolSize: number, clockOffsetMs: () => number = () => 0): Db {
  const pool = new pg.Pool({
    ...connection,
    max: poolSize,
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: CONNECTS_WITHIN_MS,
    application_name: 'latchkey',
  });
  // A connection that the database ends (a restart) is only replaced; without these listeners it would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => {
    client.on('error', () => undefined);
    void client.query(LIMITS).catch(() => undefined);
  });
  return { pool, clockOffsetMs };
}

export async function closeDb(db: Db): Promise<void> {
  await db.pool.end();
}

/** How a transaction is meant: for which account (none: no tenant's row is seen), only to read, or only to look what would happen. */
export type Purpose = {
  accountId?: string | undefined;
  mode?: 'write' | 'read' | 'dry-run';
  opening?: Opening | undefined;
};

/**
 * Runs `work` in one transaction for one account, commits, and gives its result; where it only read, the commit follows. A deadlock or
 * serialisation failure is retried up to three times, so `work` must do nothing outside the database. A dry run is always rolled back,
 * waits at most 2 s for a lock and runs at most 5 s a statement.
 */
export async function inTransaction<T>(db: Db, purpose: Purpose, work: (began: Began) => Promise<T>): Promise<T> {
  return again(() => once(db, purpose, work));
}

async function again<T>(work: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await work();
    } catch (error) {
      if (tried >= TRIES || !RETRIED.has(sqlStateOf(error) ?? '')) throw error;
    }
  }
}

async function once<T>(db: Db, purpose: Purpose, work: (began: Began) => Promise<T>): Promise<T> {
  const client = await db.pool.connect();
  const began = await begin(db, client, purpose).catch((error: unknown) => {
    client.release(true);
    throw error;
  });
  let value: T;
  try {
    value = await work(began);
  } catch (error) {
    client.release(!(await rolledBack(client, error)));
    throw error;
  }
  // Nothing depends on how a transaction ends that only read: the answer goes out first.
  if (purpose.mode === 'read') setImmediate(() => void end(client, purpose).catch(() => undefined));
  else await end(client, purpose);
  return value;
}

/** Commits, or rolls a dry run back, and gives the connection to the next. */
async function end(client: pg.PoolClient, { mode }: Purpose): Promise<void> {
  let usable = true;
  try {
    const ended = await client.query(mode === 'dry-run' ? 'rollback' : 'commit');
    // A statement that failed and was caught leaves an aborted transaction, which COMMIT only rolls back.
    if (mode !== 'dry-run' && ended.command !== 'COMMIT')
      throw new Error('The transaction was aborted; nothing was written.');
  } catch (error) {
    usable = await rolledBack(client, error);
    throw error;
  } finally {
    client.release(!usable);
  }
}

/** Whether the connection can be used again: it answered the rollback, and its prepared statements are not stale. */
async function rolledBack(client: pg.PoolClient, error: unknown): Promise<boolean> {
  if (sqlStateOf(error) === STALE_PLAN) return false;
  return client.query('rollback').then(
    () => true,
    () => false,
  );
}

/** Opens the transaction, names its account and asks for the moment, and what is to be known first, in one round trip. */
async function begin(db: Db, client: pg.PoolClient, { accountId = '', mode, opening }: Purpose): Promise<Began> {
  if (!/^([0-9a-f-]{36})?$/.test(accountId)) throw new TypeError('An account is named by its id.');
  const first = opening && asked(client, opening(momentOf(db)));
  const results = (await client.query(
    `${first?.prepare ?? ''} begin ${mode === 'read' ? 'read only' : ''}; ${mode === 'dry-run' ? DRY_LIMITS : ''}
     select now() as now, set_config('app.account_id', '${accountId}', true); ${first?.execute ?? ''}`,
  )) as unknown as pg.QueryResult<{ now: Date }>[];
  const opened = first && { opened: results.pop()?.rows ?? [] };
  const now = results.at(-1)?.rows[0]?.now ?? new Date();
  return { tx: boundTo(client), now: new Date(now.getTime() + db.clockOffsetMs()), ...opened };
}

const prepared = new WeakMap<pg.PoolClient, Set<string>>();

/** A question as text among others: statements that are sent together take no values beside them. It is planned once a connection. */
function asked(client: pg.PoolClient, question: RawBuilder<unknown>): { prepare: string; execute: string } {
  const { sql: text, parameters } = question.compile(boundTo(client));
  const name = `opening_${createHash('sha256').update(text).digest('hex').slice(0, 32)}`;
  const known = prepared.get(client) ?? new Set();
  prepared.set(client, known);
  const prepare = known.has(name) ? '' : `prepare ${name} as ${text};`;
  known.add(name);
  const values = parameters.length > 0 ? `(${parameters.map(literalOf).join(', ')})` : '';
  return { prepare, execute: `execute ${name} ${values}` };
}

function literalOf(value: unknown): string {
  if (Buffer.isBuffer(value)) return `'\\x${value.toString('hex')}'`;
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (typeof value === 'string') return pg.escapeLiteral(value);
  throw new TypeError('An opening is asked with bytes, numbers and texts.');
}

/**
 * Asks one question that needs no account, without a transaction: of functions that take a proof. `now` is the moment as the
 * database has it, to be put into the question.
 */
export async function askOnce<R>(db: Db, question: (now: RawBuilder<Date>) => RawBuilder<R>): Promise<R[]> {
  return again(() => ask(db, question));
}

async function ask<R>(db: Db, question: (now: RawBuilder<Date>) => RawBuilder<R>): Promise<R[]> {
  const client = await db.pool.connect();
  let usable = false;
  try {
    const { rows } = await question(momentOf(db)).execute(boundTo(client));
    usable = true;
    return rows;
  } finally {
    client.release(!usable);
  }
}

/** The moment, by the database's clock, as a question has it. */
function momentOf(db: Db): RawBuilder<Date> {
  return sql<Date>`(now() + make_interval(secs => ${db.clockOffsetMs() / 1000}))`;
}

const bound = new WeakMap<pg.PoolClient, Tx>();

/** The query builder of one connection. */
function boundTo(client: pg.PoolClient): Tx {
  const known = bound.get(client);
  if (known) return known;
  const connection = { query: preparing(client), release: () => undefined };
  const pool = { connect: async () => connection, end: async () => undefined };
  const fresh = new Kysely<Database>({ dialect: new PostgresDialect({ pool: pool as never }) });
  bound.set(client, fresh);
  return fresh;
}

const names = new Map<string, string>();
/** More texts than this are not ours by design: some statement would be built from values. */
const MOST_NAMES = 500;

/** Statements are prepared once a connection: planning costs more than running them (measured: accepting spent 1.8 ms of 5.5 on it). */
function preparing(client: pg.PoolClient) {
  return (text: string, values: unknown[]) => {
    const name =
      names.get(text) ?? (names.size < MOST_NAMES ? createHash('sha256').update(text).digest('base64url') : undefined);
    if (name !== undefined) names.set(text, name);
    return client.query(name === undefined ? { text, values } : { name, text, values });
  };
}

// What pg says, without a code, of a connection that could not be had or went away.
const LOST =
  /^(timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error|Query read timeout)/;

/** Whether an error means that the database can't be reached now, or ended the connection (a restart): not that it refused a statement. */
export function isConnectionLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code = '', syscall = '' } = error as NodeJS.ErrnoException;
  // 57P01 to 57P03: shut down, crashed, starting up; 08: connection exceptions. An AggregateError has the code of its first part.
  if (/^(57P0[1-3]|08...|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)$/.test(code)) return true;
  return syscall === 'connect' || syscall === 'getaddrinfo' || LOST.test(error.message);
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
