import assert from 'node:assert/strict';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbedded } from '../apps/server/src/kit/postgres/supervisor.ts';
import { type Home, homeIn, type Running, startReal } from '../apps/server/test/durability/real-server.ts';
import { openMailbox } from '../apps/server/test/kit/mailbox.ts';
import type { House } from './house.ts';
import { openRelay, type Relay } from './relay.ts';

/** One server of several, as `npm start` runs it. */
export type Server = {
  /** Where it is dialled itself. */
  url: string;
  start(): Promise<void>;
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
};

/** Two servers of one installation on one database, and before them a network that leads to either: the public address. */
export type Fleet = { house: House; relay: Relay; servers: [Server, Server]; stop(): Promise<void> };

/** Starts a fleet from an empty disk; the public address leads to the first server. */
export async function openFleet(): Promise<Fleet> {
  const opened = new AsyncDisposableStack();
  try {
    const folder = await mkdtemp(join(tmpdir(), 'latchkey-fleet-'));
    // Under root the database runs as a user of its own, who has to get through this folder.
    await chmod(folder, 0o755);
    opened.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
    const database = await startEmbedded({ dataDir: join(folder, 'database'), say: () => undefined });
    opened.defer(() => database.stop());
    const mailbox = await openMailbox();
    opened.defer(() => mailbox.close());
    const relay = await openRelay();
    opened.defer(() => relay.close());
    const shared = { PUBLIC_URL: relay.url, DATABASE_URL: addressOf(database.owner), LOG_LEVEL: 'warn' };
    const place = async (name: string) =>
      serverAt(await homeIn(join(folder, name), join(folder, 'keys'), mailbox.url), shared, opened);
    const [first, second] = [await place('first'), await place('second')];
    await first.start();
    // Each start makes a code of its own, and the one before is none any more.
    const said = await second.start();
    relay.lead(first.server.url);
    const stop = (): Promise<void> => opened.disposeAsync();
    const house: House = {
      url: relay.url,
      setUpCode: /Set-up code[^:]*: (\S+)/.exec(said)?.[1] ?? assert.fail(said),
      mailbox,
      command: () => assert.fail('nobody commands a fleet'),
      look: (sql, values) => rowsOf(database.owner, sql, values),
      stop,
    };
    return { house, relay, servers: [first.server, second.server], stop };
  } catch (error) {
    await opened.disposeAsync();
    throw error;
  }
}

function serverAt({ url, environment }: Home, shared: Record<string, string>, opened: AsyncDisposableStack) {
  let running: Running | undefined;
  const home = { url, environment: { ...environment, ...shared, NODE_URL: url } };
  const start = async (): Promise<string> => {
    running = await startReal(home);
    return running.said;
  };
  const end = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
    running?.child.kill(signal);
    await running?.exit;
    running = undefined;
  };
  opened.defer(() => end('SIGTERM'));
  const server: Server = { url, end, start: async () => void (await start()) };
  return { server, start };
}

type Owner = Awaited<ReturnType<typeof startEmbedded>>['owner'];

function addressOf({ host, port, user, password, database }: Owner): string {
  const place = host.startsWith('/')
    ? `localhost/${database}?host=${host}&port=${port}`
    : `${host}:${port}/${database}`;
  return `postgres://${user}:${encodeURIComponent(password)}@${place}`;
}

async function rowsOf<R extends pg.QueryResultRow>(owner: Owner, sql: string, values?: unknown[]): Promise<R[]> {
  const client = new pg.Client(owner);
  await client.connect();
  try {
    return (await client.query<R>(sql, values)).rows;
  } finally {
    await client.end();
  }
}
