import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Connection } from './kit/db.ts';
import { hasDatabase } from './kit/postgres/reach.ts';
import { startEmbedded } from './kit/postgres/supervisor.ts';
import type { Secrets } from './kit/secrets.ts';
import { StartRefusal } from './kit/start-refusal.ts';

/** One database, reached as each of the three roles. */
export type Databases = {
  owner: Connection;
  app: Connection;
  jobs: Connection;
  /** Resolves with a reason if the embedded PostgreSQL ends by itself; never for an outside one. */
  ended: Promise<string>;
  stop(): Promise<void>;
};

type Where = { databaseUrl: string | undefined; dataDir: string };

/**
 * A new key beside an old database would open nothing that is sealed in it, and nobody would notice at once.
 * @throws StartRefusal when the master key file is gone though there is a database
 */
export function refuseLostKey({ masterKeyFile, databaseUrl, dataDir }: Where & { masterKeyFile: string }): void {
  if (databaseUrl !== undefined || existsSync(masterKeyFile) || !hasDatabase(dataDir)) return;
  throw new StartRefusal(
    `The master key ${masterKeyFile} is missing, though there is a database. Put back the copy of it that you keep.`,
  );
}

/** Starts the embedded PostgreSQL, or names the outside one of DATABASE_URL. */
export async function openDatabases(where: Where, secrets: Secrets, say: (line: string) => void): Promise<Databases> {
  if (where.databaseUrl !== undefined) {
    const owner = connectionOf(where.databaseUrl);
    return { ...rolesOf(owner, secrets), ended: new Promise(() => undefined), stop: async () => undefined };
  }
  const embedded = await startEmbedded({ dataDir: where.dataDir, say });
  return { ...rolesOf(embedded.owner, secrets), ended: embedded.ended, stop: () => embedded.stop() };
}

/** The same database as the two roles that serve; their passwords are derived from the master key, so that all nodes have them. */
export function rolesOf(owner: Connection, secrets: Secrets): Pick<Databases, 'owner' | 'app' | 'jobs'> {
  const as = (user: string): Connection => ({ ...owner, user, password: secrets.rolePassword(user) });
  return { owner, app: as('latchkey_app'), jobs: as('latchkey_jobs') };
}

/** A postgres:// address as connection settings. With sslmode the server's certificate is always verified, against sslrootcert if given. */
export function connectionOf(databaseUrl: string): Connection {
  const url = new URL(databaseUrl);
  const mode = url.searchParams.get('sslmode') ?? 'disable';
  const rootCert = url.searchParams.get('sslrootcert');
  const folder = url.searchParams.get('host');
  return {
    host: folder ?? url.hostname.replaceAll(/^\[|\]$/g, ''),
    port: Number(url.searchParams.get('port') ?? (url.port || 5432)),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: decodeURIComponent(url.pathname.slice(1)),
    ...(mode === 'disable'
      ? {}
      : { ssl: rootCert === null ? { rejectUnauthorized: true } : { ca: readFileSync(rootCert, 'utf8') } }),
  };
}

/**
 * Migrates in a process of its own, which alone uses the owner's password; it gets it on standard input, never in its arguments.
 * @throws StartRefusal with the child's words when the database can't be used
 */
export async function migrateInChild(owner: Connection, secrets: Secrets): Promise<string[]> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('migrate-child.ts', import.meta.url))], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const passwords = { app: secrets.rolePassword('latchkey_app'), jobs: secrets.rolePassword('latchkey_jobs') };
  child.stdin.on('error', () => undefined);
  child.stdin.end(JSON.stringify({ owner, passwords }));
  const [out, err] = [collect(child.stdout), collect(child.stderr)];
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  if (code !== 0) throw new StartRefusal((await err).trim() || 'The database could not be migrated.');
  return JSON.parse(await out) as string[];
}

async function collect(stream: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  return text;
}
