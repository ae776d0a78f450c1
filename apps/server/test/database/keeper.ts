// A process that keeps one throwaway PostgreSQL server for all test processes, as long as any of them lives.
import { chmodSync, existsSync, lstatSync, mkdirSync, rmSync, rmdirSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { binFolder, findPackage } from '../../src/kit/postgres/binaries.ts';
import { takeLock } from '../../src/kit/postgres/lock.ts';
import { startOutside } from '../../src/kit/postgres/outside.ts';
import { startOf } from '../../src/kit/postgres/process.ts';
import { startWith, type Embedded } from '../../src/kit/postgres/supervisor.ts';
import { doorOf, type Answer, type Greeting, type Keeping } from './reach.ts';

const ROUND_MS = 100;
const FIRST_USER_MS = 20_000;
/** Nothing in a test's database must survive the machine. */
const THROWAWAY = ['-c', 'fsync=off', '-c', 'full_page_writes=off', '-c', 'synchronous_commit=off'];
/** Several servers at once, each with a pool of its own. */
const CONNECTIONS = ['-c', 'max_connections=400'];

const keeping = JSON.parse(process.argv[2] ?? '') as Keeping;
const data = join(keeping.folder, 'data');
const users = new Set<Socket>();
const runners = new Map<number, string>();

makeOwnFolder(keeping.folder);
// Throws, and this process ends, when another keeper is there already.
const release = await takeLock(join(keeping.folder, 'lock'), () => {});
const told = new AbortController();
process.once('SIGTERM', () => told.abort());
process.once('SIGINT', () => told.abort());
const starting = freshServer();
const answering = starting.then(
  ({ owner, superuser }): Answer => ({ server: { owner, superuser } }),
  (error: unknown): Answer => ({ failure: error instanceof Error ? error.message : String(error) }),
);
const door = await openDoor();
await lastUserGone();
door.close();
for (const user of users) user.destroy();
await starting.then(
  (server) => server.stop(),
  () => {},
);
rmSync(data, { recursive: true, force: true });
release();
removeIfEmpty(join(keeping.folder, 'lock'));
removeIfEmpty(keeping.folder);

/** A folder of that name which somebody else made is not ours to use. */
function makeOwnFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { uid } = lstatSync(folder);
  if (process.getuid && uid !== process.getuid()) throw new Error(`${folder} belongs to somebody else: remove it.`);
  // The user that PostgreSQL runs as under root passes through.
  chmodSync(folder, 0o711);
}

/** A killed keeper leaves data and perhaps a running server: starting on that data ends it, and then the data may go. */
async function freshServer(): Promise<Embedded> {
  if (existsSync(data)) {
    await start().then(
      (left) => left.stop(),
      () => {},
    );
    rmSync(data, { recursive: true, force: true });
  }
  return start();
}

function start(): Promise<Embedded> {
  const { bin } = keeping;
  if (bin !== '') return startOutside({ bin, dir: data });
  return startWith(
    { dataDir: data, say: () => {} },
    {
      programs: (layout) => binFolder(findPackage(), layout.root, layout.account),
      extra: [...THROWAWAY, ...CONNECTIONS],
    },
  );
}

async function openDoor(): Promise<Server> {
  const path = doorOf(keeping.folder);
  if (process.platform !== 'win32') rmSync(path, { force: true });
  const server = createServer((user) => void welcome(user));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  return server;
}

async function welcome(user: Socket): Promise<void> {
  users.add(user);
  user.setEncoding('utf8');
  user.on('error', () => {});
  user.once('close', () => users.delete(user));
  user.once('data', (text: string) => {
    const { runner } = JSON.parse(text) as Greeting;
    const since = runner === undefined ? undefined : startOf(runner);
    if (runner !== undefined && since !== undefined) runners.set(runner, since);
  });
  const answer = await answering;
  user.write(`${JSON.stringify(answer)}\n`);
}

async function lastUserGone(): Promise<void> {
  const begin = performance.now();
  let visited = false;
  for (; !told.signal.aborted; await sleep(ROUND_MS)) {
    visited ||= users.size > 0;
    for (const [pid, since] of runners) if (startOf(pid) !== since) runners.delete(pid);
    const waiting = visited ? false : performance.now() - begin < FIRST_USER_MS;
    if (users.size === 0 && runners.size === 0 && !waiting) return;
  }
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // The next keeper is already there.
  }
}
