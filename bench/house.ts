import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serverEnvironment } from '../scripts/bootstrap.mjs';
import type { Connection } from '../apps/server/src/kit/db.ts';

const MAIN = fileURLToPath(new URL('../apps/server/src/main.ts', import.meta.url));

/** The real server in a process of its own, as `npm start` runs it. */
export type House = { url: string; port: number; child: ChildProcess; masterKeyFile: string; stop(): Promise<void> };

/** `port`: where it was before, for whoever comes back to it. */
export type HouseOptions = { folder: string; database?: Connection; port?: number };

/** A folder for one measurement. The system's own temporary folder: on a RAM disk every commit would look free. */
export async function scratch(): Promise<{ folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-bench-'));
  // Under root the database runs as a user of its own; closed to it, the folder would not hold the data, and they would stay behind.
  await chmod(folder, 0o755);
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Starts the server on a folder and waits until it answers with its first page. */
export async function startHouse({ folder, database, port: wanted }: HouseOptions): Promise<House> {
  const port = wanted ?? (await freePort());
  const url = `http://localhost:${port}`;
  const masterKeyFile = join(folder, 'keys', 'master.key');
  const env = {
    ...serverEnvironment(),
    PORT: String(port),
    PUBLIC_URL: url,
    DATA_DIR: join(folder, 'data'),
    MASTER_KEY_FILE: masterKeyFile,
    LOG_LEVEL: 'error',
    ...(database ? { DATABASE_URL: urlOf(database) } : {}),
  };
  const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  child.stdout.resume();
  const gone = new Promise<void>((resolve) => void child.once('exit', () => resolve()));
  await firstPage(url, child);
  return {
    url,
    port,
    child,
    masterKeyFile,
    async stop() {
      child.kill('SIGINT');
      await gone;
    },
  };
}

async function firstPage(url: string, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok && (await answer.text()).includes('<div id=')) return;
    await new Promise((resolve) => void setTimeout(resolve, 10));
  }
  throw new Error('The server ended before it served a page.');
}

function urlOf(database: Connection): string {
  const { user, password, host, port } = database;
  return `postgres://${user}:${encodeURIComponent(password)}@localhost:${port}/${database.database}?host=${encodeURIComponent(host)}`;
}

/** A port that nobody listens on now. */
export async function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, 'localhost', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
