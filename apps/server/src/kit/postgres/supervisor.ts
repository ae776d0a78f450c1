import { createServer } from 'node:net';
import { resolve } from 'node:path';
import { binFolder, findPackage } from './binaries.ts';
import { ensureCluster, keepSecret, softwareIn, writeSettings, type Software } from './cluster.ts';
import { layOut, leaveSocketFolder, makeHome, recordRoot, type Layout } from './layout.ts';
import { takeLock } from './lock.ts';
import { boundLog } from './log.ts';
import { retireOrphan, startPostmaster, stopPostmaster, type Postmaster } from './postmaster.ts';
import { ensureOwner, type Connection } from './roles.ts';
import { refusalOfFile } from './run.ts';

/**
 * `dataDir`: Latchkey's data directory; the database goes into its folder `postgres`. `say` gets what a person should
 * know, a sentence at a time. `elsewhere`: where the database is kept when root's data directory is closed to the user
 * it runs as (`/var/lib`).
 */
export type EmbeddedOptions = { dataDir: string; say: (line: string) => void; elsewhere?: string };

/** A running database of our own. */
export type Embedded = {
  /** The role that owns the database `latchkey`: `latchkey_owner`. */
  owner: Connection;
  /** The superuser `postgres`, on the database `postgres`: for tests and repairs, never for serving. */
  superuser: Connection;
  /** Resolves with a reason if PostgreSQL ends without having been asked to. */
  ended: Promise<string>;
  /** Fast shutdown; resolves when the server is gone. May be called again. */
  stop(): Promise<void>;
};

const LOG_CHECK_MS = 10 * 60_000;

/**
 * Starts the embedded PostgreSQL on `dataDir`, making the database on the first start. Throws PostgresRefusal, whose
 * message is for the operator, where a person must do something. If the process exits without `stop()`, PostgreSQL is
 * told to end; if it is killed, the next start ends what was left running.
 */
export function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  return startWith(options, { programs: (layout) => binFolder(findPackage(), layout.root, layout.account), extra: [] });
}

/** Where the programs come from, and further arguments of the server. */
export type Programs = { programs: (layout: Layout) => string; extra: string[] };

/** `startEmbedded` with programs of any origin. */
export async function startWith(options: EmbeddedOptions, { programs, extra }: Programs): Promise<Embedded> {
  const { say } = options;
  const dataDir = resolve(options.dataDir);
  let release = () => {};
  try {
    const home = makeHome(dataDir);
    release = await takeLock(`${home}/lock`, say);
    const layout = layOut(home, { ...options, dataDir });
    const software = await softwareIn(programs(layout), layout);
    await ensureCluster(software, layout, say);
    recordRoot(layout);
    writeSettings(software, layout);
    const stalePid = await retireOrphan(software, layout, say);
    const port = await portOf();
    const postmaster = await startPostmaster(software, layout, { stalePid, port, extra, say });
    return await attend({ software, layout, postmaster, port, release });
  } catch (error) {
    release();
    throw refusalOfFile(dataDir, error);
  }
}

type Started = { software: Software; layout: Layout; postmaster: Postmaster; port: number; release: () => void };

async function attend({ software, layout, postmaster, port, release }: Started): Promise<Embedded> {
  const host = process.platform === 'win32' ? '127.0.0.1' : layout.run;
  const superuser = {
    host,
    port,
    user: 'postgres',
    password: keepSecret(layout.superuserSecret),
    database: 'postgres',
  };
  const owner = { host, port, user: 'latchkey_owner', password: keepSecret(layout.ownerSecret), database: 'latchkey' };
  const rounds = setInterval(() => boundLog(layout.log), LOG_CHECK_MS);
  rounds.unref();
  const end = async () => {
    clearInterval(rounds);
    await stopPostmaster(software, layout, postmaster);
    leaveSocketFolder(layout);
    release();
  };
  let ending: Promise<void> | undefined;
  const stop = () => (ending ??= end());
  try {
    await ensureOwner(superuser, owner, layout.superuserSecret);
  } catch (error) {
    await stop();
    throw error;
  }
  const ended = new Promise<string>((tell) => {
    void postmaster.ended.then((how) => {
      if (!ending) tell(`The database ended unexpectedly (${how}); ${layout.log} may say why.`);
    });
  });
  return { owner, superuser, ended, stop };
}

/** The number in the socket's name; on Windows, a free port of the loopback address. */
function portOf(): Promise<number> {
  if (process.platform !== 'win32') return Promise.resolve(5432);
  return new Promise((found, failed) => {
    const server = createServer().once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => found(typeof address === 'object' && address ? address.port : 5432));
    });
  });
}
