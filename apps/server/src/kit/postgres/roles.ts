import pg from 'pg';
import { PostgresRefusal } from './refusal.ts';

/** What `pg` needs to connect. `host` is the folder of a unix socket, except on Windows. */
export type Connection = { host: string; port: number; user: string; password: string; database: string };

const WRONG_PASSWORD = '28P01';

/**
 * Makes the role `latchkey_owner` and the database `latchkey` unless they are there, and sets the role's password to the
 * one in its file, which may have been lost or replaced. `secretFile` is named where the superuser's password is wrong.
 */
export async function ensureOwner(superuser: Connection, owner: Connection, secretFile: string): Promise<void> {
  const client = new pg.Client(superuser);
  await client.connect().catch((error: unknown) => {
    throw (error as { code?: string }).code === WRONG_PASSWORD ? refusalOfPassword(secretFile) : error;
  });
  try {
    const { rows } = await client.query<{ role: boolean; database: boolean }>(
      'select exists (select from pg_roles where rolname = $1) as role, exists (select from pg_database where datname = $2) as database',
      [owner.user, owner.database],
    );
    const [role, database] = [client.escapeIdentifier(owner.user), client.escapeIdentifier(owner.database)];
    const verb = rows[0]?.role ? 'alter' : 'create';
    const password = client.escapeLiteral(owner.password);
    await client.query(`${verb} role ${role} login createrole nosuperuser nocreatedb password ${password}`);
    if (!rows[0]?.database) await client.query(`create database ${database} owner ${role} template template0`);
  } finally {
    await client.end();
  }
}

function refusalOfPassword(file: string): PostgresRefusal {
  return new PostgresRefusal(
    `The password in ${file} is not the one of this database: bring the file that belongs to it back from your backup.`,
  );
}
