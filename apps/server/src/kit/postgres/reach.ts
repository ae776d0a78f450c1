import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { PostgresRefusal } from './refusal.ts';
import type { Connection } from './roles.ts';

const PATIENCE_MS = 3_000;

/**
 * The owner's way into the embedded database of `dataDir` while some other process runs it; nothing when nobody does. Throws
 * PostgresRefusal where this user may not look.
 */
export async function reachRunning(dataDir: string): Promise<Connection | undefined> {
  const root = rootOf(dataDir);
  const place = placeIn(join(root, 'data', 'postmaster.pid'));
  const password = readOrNothing(join(root, 'owner.password'))?.trim();
  if (!place || password === undefined) return undefined;
  const owner = { ...place, user: 'latchkey_owner', password, database: 'latchkey' };
  return (await answers(owner)) ? owner : undefined;
}

/** Whether a database was made in `dataDir`, running or not. */
export function hasDatabase(dataDir: string): boolean {
  const root = rootOf(dataDir);
  return existsSync(join(root, 'data')) || existsSync(join(resolve(dataDir), 'postgres', 'elsewhere'));
}

/** Where the database is: in the data directory, or where its note says. */
function rootOf(dataDir: string): string {
  const home = join(resolve(dataDir), 'postgres');
  return readOrNothing(join(home, 'elsewhere'))?.trim() ?? home;
}

/** What PostgreSQL wrote down at its start: the fourth line is the port, the fifth the folder of its socket, the sixth an address. */
function placeIn(pidFile: string): { host: string; port: number } | undefined {
  const lines = readOrNothing(pidFile)
    ?.split('\n')
    .map((line) => line.trim());
  const port = Number(lines?.[3]);
  const host = lines?.[4] || lines?.[5];
  return port > 0 && host ? { host, port } : undefined;
}

function readOrNothing(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new PostgresRefusal(`${file} can't be read (${code}): run this as the user that runs Latchkey.`);
  }
}

async function answers(owner: Connection): Promise<boolean> {
  const client = new pg.Client({ ...owner, connectionTimeoutMillis: PATIENCE_MS });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}
