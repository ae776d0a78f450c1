import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { runMigrations } from 'graphile-worker';
import pg from 'pg';
import type { Connection } from './db.ts';

const FOLDER = fileURLToPath(new URL('../../migrations/', import.meta.url));
/** Held by whoever migrates, so that two nodes starting together take turns. */
const ADVISORY_LOCK = 5_261_407_113;
const LOCK_TRIES = 20;
const CONNECTS_WITHIN_MS = 15_000;
const AUDIT_MONTHS_AHEAD = 13;

export type RolePasswords = { app: string; jobs: string };

/** The database is not one this version may touch; the message says what to do. */
export class MigrationRefusal extends Error {}

type Migration = { name: string; sql: string; checksum: string };

/**
 * Brings the database to this version's schema, as the role latchkey_owner: roles, the queue's schema, then every numbered file
 * once, each in a transaction of its own. Safe to run by many at once; gives the names of the files it ran.
 * @throws MigrationRefusal when the role is another, a file changed after it ran, or the schema is newer than this version.
 */
export async function migrate(owner: Connection, passwords: RolePasswords): Promise<string[]> {
  const client = new pg.Client({
    ...owner,
    connectionTimeoutMillis: CONNECTS_WITHIN_MS,
    application_name: 'latchkey-migrate',
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await refuseForeignRole(client);
    await client.query('select pg_advisory_lock($1)', [ADVISORY_LOCK]);
    await makeRoles(client, passwords);
    await migrateQueue(client, { ...owner, user: 'latchkey_jobs', password: passwords.jobs });
    const ran = await runFiles(client);
    await client.query(`select make_audit_partitions((now() + make_interval(months => $1))::date)`, [
      AUDIT_MONTHS_AHEAD,
    ]);
    await adoptRestored(client);
    return ran;
  } finally {
    await client.end();
  }
}

/**
 * A dump that was restored into another server brings transaction numbers of the old one. Readers of the audit log follow
 * `xact < pg_snapshot_xmin(pg_current_snapshot())`, so rows from the old server's "future" would keep them waiting for as long as the
 * new one takes to get there. A row that can be seen was committed, so a number that has not been given out yet is a foreign one:
 * these rows become this transaction's. A reader that keeps a place of its own begins anew after a restore.
 */
async function adoptRestored(client: pg.Client): Promise<void> {
  await client.query(
    'update audit set xact = pg_current_xact_id() where xact >= pg_snapshot_xmax(pg_current_snapshot())',
  );
}

async function refuseForeignRole(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ role: string; version: number; may: boolean }>(
    `select current_user as role, current_setting('server_version_num')::int as version, rolcreaterole as may
       from pg_roles where rolname = current_user`,
  );
  const [is] = rows;
  if (is?.role !== 'latchkey_owner' || !is.may) {
    throw new MigrationRefusal(
      `The database must be reached as the role latchkey_owner with CREATEROLE, not as “${is?.role}”. As a superuser run: ` +
        `create role latchkey_owner login createrole password '…'; create database latchkey owner latchkey_owner;`,
    );
  }
  if (is.version < 150_000) throw new MigrationRefusal('PostgreSQL 15 or newer is needed.');
}

async function makeRoles(client: pg.Client, passwords: RolePasswords): Promise<void> {
  const roles = { latchkey_app: passwords.app, latchkey_jobs: passwords.jobs };
  for (const [role, password] of Object.entries(roles)) {
    const { rowCount } = await client.query('select from pg_roles where rolname = $1', [role]);
    if (rowCount === 0) await client.query(`create role ${role} nosuperuser nocreatedb nocreaterole noinherit`);
    await client.query(`alter role ${role} login password ${client.escapeLiteral(password)}`);
  }
  const member = await client.query(`select pg_has_role(current_user, 'latchkey_jobs', 'usage') as is`);
  if (member.rows[0]?.is !== true) await client.query('grant latchkey_jobs to latchkey_owner');
}

/** graphile-worker creates its schema with `create schema if not exists`, which asks for CREATE on the database even when it is there. */
async function migrateQueue(client: pg.Client, jobs: Connection): Promise<void> {
  const database = client.escapeIdentifier(jobs.database);
  await client.query('create schema if not exists jobs authorization latchkey_jobs');
  await client.query(`grant create on database ${database} to latchkey_jobs`);
  const pool = new pg.Pool({ ...jobs, max: 2 });
  pool.on('error', () => undefined);
  pool.on('connect', (connected) => connected.on('error', () => undefined));
  try {
    await runMigrations({ pgPool: pool });
  } finally {
    await pool.end();
    await client.query(`revoke create on database ${database} from latchkey_jobs`);
  }
}

async function runFiles(client: pg.Client): Promise<string[]> {
  await client.query(`create table if not exists migration (
    name text primary key, checksum text not null, ran_at timestamptz not null default now())`);
  const { rows } = await client.query<{ name: string; checksum: string }>(
    'select name, checksum from migration order by name',
  );
  const files = await readMigrations();
  refuseUnknown(rows, files);
  const done = new Set(rows.map((row) => row.name));
  const waiting = files.filter((file) => !done.has(file.name));
  for (const file of waiting) await runFile(client, file);
  return waiting.map((file) => file.name);
}

function refuseUnknown(ran: { name: string; checksum: string }[], files: Migration[]): void {
  for (const { name, checksum } of ran) {
    const file = files.find((candidate) => candidate.name === name);
    if (!file)
      throw new MigrationRefusal(
        `The database is newer than this version of Latchkey (it has ${name}). Start the newer version.`,
      );
    if (file.checksum !== checksum)
      throw new MigrationRefusal(
        `The migration ${name} was changed after it ran. Restore the file as it was released.`,
      );
  }
}

/** The names of this version's migrations, in their order. */
export async function migrationNames(): Promise<string[]> {
  return (await readMigrations()).map(({ name }) => name);
}

async function readMigrations(): Promise<Migration[]> {
  const names = (await readdir(FOLDER)).filter((name) => /^\d{4}-.*\.sql$/.test(name)).toSorted();
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(FOLDER + name, 'utf8');
      return { name, sql: text, checksum: createHash('sha256').update(text).digest('hex') };
    }),
  );
}

/** Waits at most 3 s for a lock, so that a migration never stands in the way of everybody; tries again for a while. */
async function runFile(client: pg.Client, file: Migration): Promise<void> {
  const note: [string, string[]] = [
    `insert into migration (name, checksum) values ($1, $2)`,
    [file.name, file.checksum],
  ];
  if (file.sql.startsWith('-- outside a transaction')) {
    await client.query(file.sql);
    await client.query(...note);
    return;
  }
  for (let tried = 1; ; tried += 1) {
    try {
      await client.query(`begin; set local lock_timeout = '3s'`);
      await client.query(file.sql);
      await client.query(...note);
      await client.query('commit');
      return;
    } catch (error) {
      await client.query('rollback');
      const locked = error instanceof Error && 'code' in error && error.code === '55P03';
      if (!locked || tried >= LOCK_TRIES) throw error;
    }
  }
}
