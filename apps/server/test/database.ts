import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import type { Connection } from '../src/kit/db.ts';
import { migrate } from '../src/kit/migrate.ts';
import { reachServer, type TestServer } from './database/reach.ts';

/** A migrated database of its own, and how each role reaches it. The superuser is for looking and for breaking things. */
export type TestDatabase = {
  owner: Connection;
  app: Connection;
  jobs: Connection;
  superuser: Connection;
  /** Ends every connection to the database and removes it. */
  drop(): Promise<void>;
};

/** Roles belong to the whole server, so all tests know them by the same passwords. */
const ROLE_PASSWORDS = { app: 'app-of-the-tests', jobs: 'jobs-of-the-tests' };

const TEMPLATE_LOCK = 7_201_553;

/**
 * A fresh database with the present schema and no rows but those of the migrations, cloned in some 50 ms from a template.
 * Its server is started by the first test that asks and shared by all test processes: the embedded one, or where
 * LATCHKEY_TEST_POSTGRES names a folder with the programs of another PostgreSQL, that.
 */
export async function testDatabase(): Promise<TestDatabase> {
  const server = await reachServer(process.env.LATCHKEY_TEST_POSTGRES ?? '');
  const database = `test_${randomBytes(6).toString('hex')}`;
  await asSuperuser(server, async (client) => {
    const template = await makeTemplate(server, client);
    await client.query(`create database ${database} owner latchkey_owner template ${template}`);
  });
  const owner = { ...server.owner, database };
  return {
    owner,
    app: { ...owner, user: 'latchkey_app', password: ROLE_PASSWORDS.app },
    jobs: { ...owner, user: 'latchkey_jobs', password: ROLE_PASSWORDS.jobs },
    superuser: { ...server.superuser, database },
    drop: () =>
      asSuperuser(
        server,
        async (client) => void (await client.query(`drop database if exists ${database} with (force)`)),
      ),
  };
}

/** The name of a migrated database for the migrations as they are now; made once, under a lock. */
async function makeTemplate(server: TestServer, client: pg.Client): Promise<string> {
  const template = `template_${digestOfMigrations()}`;
  const exists = async () =>
    (await client.query('select from pg_database where datname = $1', [template])).rowCount === 1;
  if (await exists()) return template;
  await client.query('select pg_advisory_lock($1)', [TEMPLATE_LOCK]);
  try {
    if (!(await exists())) await migrateTemplate(server, client, template);
  } finally {
    await client.query('select pg_advisory_unlock($1)', [TEMPLATE_LOCK]);
  }
  return template;
}

/** It gets its name only when it is whole, and takes no connections, so that nothing stands in the way of cloning. */
async function migrateTemplate(server: TestServer, client: pg.Client, template: string): Promise<void> {
  await client.query('drop database if exists half_made with (force)');
  await client.query('create database half_made owner latchkey_owner template template0');
  await migrate({ ...server.owner, database: 'half_made' }, ROLE_PASSWORDS);
  await client.query('alter database half_made allow_connections false');
  await client.query(`alter database half_made rename to ${template}`);
}

function digestOfMigrations(): string {
  const folder = fileURLToPath(new URL('../migrations/', import.meta.url));
  const hash = createHash('sha256');
  for (const name of readdirSync(folder).toSorted()) hash.update(`${name}\n${readFileSync(folder + name, 'utf8')}`);
  return hash.digest('hex').slice(0, 16);
}

async function asSuperuser<T>(server: TestServer, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(server.superuser);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
