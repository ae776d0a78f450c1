import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Connection } from '../../kit/db.ts';
import { migrationNames } from '../../kit/migrate.ts';
import type { Installation } from '../installation.ts';
import { about, type Finding, reasonOf } from './finding.ts';
import { seconds } from './machine.ts';

const PATIENCE_MS = 10_000;
const SKEW_MS = 2_000;

/** Everything about the database that is there: reachable as each role, their rights, how connections are pooled, schema, clock. */
export async function checkDatabase(at: Installation): Promise<Finding[]> {
  const { owner, app, jobs } = at.databases;
  try {
    return await as(owner, async (client) => {
      const server = await checkServer(client);
      const schema = await checkMigrations(client);
      const roles = schema.state === 'ok' ? [await checkRoles(client), ...(await checkSignIns([app, jobs]))] : [];
      const canSignIn = roles.every(({ state }) => state !== 'trouble');
      const pooling = roles.length > 0 && canSignIn ? [await checkPooling(app)] : [];
      return [server, schema, ...roles, ...pooling, await checkClock(client)];
    });
  } catch (error) {
    const outside = at.config.databaseUrl !== undefined;
    const remedy = outside
      ? 'Check DATABASE_URL: host, port, password, sslmode, and that the server runs.'
      : 'Start Latchkey and read what it says; postgres.log in the data directory may say more.';
    return [about('database').trouble(`The database does not answer (${reasonOf(error)}).`, remedy)];
  }
}

async function as<T>(connection: Connection, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ ...connection, connectionTimeoutMillis: PATIENCE_MS, query_timeout: PATIENCE_MS });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

type Server = { version: string; number: number; encoding: string; durable: boolean };

async function checkServer(client: pg.Client): Promise<Finding> {
  const { ok, warning, trouble } = about('database');
  const { rows } = await client.query<Server>(`
    select current_setting('server_version') as version, current_setting('server_version_num')::int as number,
           current_setting('server_encoding') as encoding,
           current_setting('fsync') = 'on' and current_setting('full_page_writes') = 'on' and current_setting('synchronous_commit') <> 'off' as durable`);
  const [server] = rows;
  if (!server || server.number < 150_000)
    return trouble(`PostgreSQL ${server?.version} is too old.`, 'Use PostgreSQL 15 or newer.');
  if (server.encoding !== 'UTF8')
    return trouble(`The database’s encoding is ${server.encoding}.`, 'Make the database anew with encoding UTF8.');
  if (!server.durable)
    return warning(
      `PostgreSQL ${server.version} may lose what it confirmed when the machine fails.`,
      'Switch fsync, full_page_writes and synchronous_commit on.',
    );
  return ok(`PostgreSQL ${server.version} answers.`);
}

async function checkMigrations(client: pg.Client): Promise<Finding> {
  const { ok, warning, trouble } = about('migrations');
  const { rows } = await client.query<{ exists: boolean }>(
    `select to_regclass('public.migration') is not null as exists`,
  );
  const ran = rows[0]?.exists
    ? await client.query<{ name: string }>('select name from migration order by name')
    : { rows: [] };
  const [wanted, done] = [await migrationNames(), ran.rows.map(({ name }) => name)];
  const newer = done.filter((name) => !wanted.includes(name));
  if (newer.length > 0)
    return trouble(
      `The database is newer than this version (${newer.join(', ')}).`,
      'Use the newer version of Latchkey.',
    );
  const waiting = wanted.filter((name) => !done.includes(name));
  if (waiting.length > 0)
    return warning(
      `These migrations have not run: ${waiting.join(', ')}.`,
      'Start Latchkey, or run npm run latchkey -- migrate.',
    );
  return ok('The database is at this version’s schema.');
}

/** No role may do more than it must: the app bypasses no row-level security and owns nothing. */
async function checkRoles(client: pg.Client): Promise<Finding> {
  const { ok, trouble } = about('database');
  const { rows } = await client.query<{ says: string }>(`
    select rolname || ' is a superuser' as says from pg_roles where rolname like 'latchkey\\_%' and rolsuper
    union all select rolname || ' bypasses row-level security' from pg_roles where rolname like 'latchkey\\_%' and rolbypassrls
    union all select rolname || ' may make roles' from pg_roles where rolname in ('latchkey_app', 'latchkey_jobs') and rolcreaterole
    union all select 'latchkey_app owns ' || c.relname from pg_class c where c.relowner = to_regrole('latchkey_app')
    union all select 'latchkey_app acts as ' || r.rolname from pg_auth_members m join pg_roles r on r.oid = m.roleid where m.member = to_regrole('latchkey_app')
    union all select c.relname || ' has no row-level security' from pg_class c
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relforcerowsecurity
        and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'account_id' and not a.attisdropped)`);
  if (rows.length === 0) return ok('The database’s roles may do what they must and no more.');
  const says = `Roles may do more than they must: ${rows.map((row) => row.says).join('; ')}.`;
  return trouble(says, 'Take these rights back; they are a hole between accounts.');
}

/** Whether the roles that serve can sign in with the passwords derived from the master key. */
async function checkSignIns(connections: Connection[]): Promise<Finding[]> {
  const { ok, trouble } = about('database');
  const refused: string[] = [];
  for (const connection of connections) {
    try {
      await as(connection, (client) => client.query('select 1'));
    } catch (error) {
      refused.push(`${connection.user} (${reasonOf(error)})`);
    }
  }
  if (refused.length === 0) return [ok('Both serving roles can sign in.')];
  const remedy =
    'Run npm run latchkey -- migrate, which sets their passwords from the master key; all nodes need the same key.';
  return [trouble(`These roles can't sign in: ${refused.join(', ')}.`, remedy)];
}

/** What transaction pooling breaks: LISTEN, and statements and settings that belong to a connection. */
async function checkPooling(app: Connection): Promise<Finding> {
  const { ok, trouble } = about('database');
  const remedy = 'Connect directly, or through a pooler in session mode; transaction pooling does not work.';
  try {
    const heard = await as(app, (ear) => as(app, (mouth) => hears(ear, mouth)));
    if (!heard) return trouble('Notifications (LISTEN) do not come through.', remedy);
    const isKept = await as(app, keepsItsSession);
    if (!isKept) return trouble('A connection does not keep its session between transactions.', remedy);
    return ok('Connections keep their session; notifications come through.');
  } catch (error) {
    return trouble(`Connections do not keep their session (${reasonOf(error)}).`, remedy);
  }
}

async function hears(ear: pg.Client, mouth: pg.Client): Promise<boolean> {
  let heard = false;
  ear.on('notification', () => (heard = true));
  await ear.query('listen latchkey_doctor');
  await mouth.query(`select pg_notify('latchkey_doctor', '')`);
  for (let waits = 0; !heard && waits < 40; waits += 1) await sleep(50);
  return heard;
}

async function keepsItsSession(client: pg.Client): Promise<boolean> {
  await client.query(`select set_config('app.doctor', 'here', false)`);
  const named = { name: 'doctor', text: `select pg_backend_pid() as pid, current_setting('app.doctor', true) as mark` };
  const seen = [];
  for (let times = 0; times < 5; times += 1)
    seen.push((await client.query<{ pid: number; mark: string }>(named)).rows[0]);
  return new Set(seen.map((row) => row?.pid)).size === 1 && seen.every((row) => row?.mark === 'here');
}

async function checkClock(client: pg.Client): Promise<Finding> {
  const { ok, warning, trouble } = about('clock');
  const before = Date.now();
  const { rows } = await client.query<{ now: Date }>('select clock_timestamp() as now');
  const middle = (before + Date.now()) / 2;
  const skew = (rows[0]?.now.getTime() ?? 0) - middle;
  const says = `The database’s clock is ${seconds(skew)} than this machine’s.`;
  const remedy = 'Set both machines’ clocks by NTP.';
  if (Math.abs(skew) > 15 * SKEW_MS) return trouble(says, remedy);
  return Math.abs(skew) > SKEW_MS ? warning(says, remedy) : ok('The database’s clock agrees with this machine’s.');
}

type Pulse = { late: number; busy: number; failing: number; given_up: number };

/** Whether jobs are done. While no server runs they wait, and that is no trouble. */
export async function checkQueue(at: Installation, isServing: boolean): Promise<Finding> {
  const { ok, warning, trouble } = about('queue');
  const pulse = await as(
    at.databases.app,
    async (client) => (await client.query<Pulse>('select * from jobs.pulse()')).rows[0],
  );
  if (!pulse) return trouble('The queue does not answer.', 'Run npm run latchkey -- migrate.');
  if (pulse.late > 0 && pulse.busy === 0 && isServing)
    return trouble(
      `${pulse.late} jobs wait for over a minute and nobody does them.`,
      'Start Latchkey again and read its log.',
    );
  if (pulse.given_up > 0)
    return warning(
      `${pulse.given_up} jobs were given up after many tries.`,
      'The log says why: look for “job failed”.',
    );
  if (pulse.failing > 0)
    return warning(`${pulse.failing} jobs failed and are tried again.`, 'The log says why: look for “job failed”.');
  return ok(
    isServing || pulse.late === 0 ? 'Jobs are done as they come.' : `${pulse.late} jobs wait for the next start.`,
  );
}
