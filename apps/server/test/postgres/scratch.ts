import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { TestContext } from 'node:test';
import pg from 'pg';
import { startEmbedded, type Embedded, type EmbeddedOptions } from '../../src/kit/postgres/supervisor.ts';

export const isRoot = process.getuid?.() === 0;

const started = new WeakMap<TestContext, Embedded[]>();

/** An empty folder that everybody may enter, as an ordinary place for data is. It is removed after the test. */
export function scratch(t: TestContext): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'lk-')));
  chmodSync(folder, 0o755);
  t.after(async () => {
    for (const database of started.get(t) ?? []) await database.stop();
    if (existsSync(join(folder, 'postgres/data/postmaster.pid'))) process.kill(postmasterOf(folder), 'SIGKILL');
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  return folder;
}

let seed: Promise<string> | undefined;

/**
 * A data directory whose database was started and stopped before: a copy, because making one takes a second. It is
 * `below` an empty folder that is removed after the test.
 */
export async function seeded(t: TestContext, below = '.'): Promise<string> {
  const folder = join(scratch(t), below);
  mkdirSync(folder, { recursive: true });
  const { status } = spawnSync('cp', ['-a', `${await (seed ??= makeSeed())}/.`, folder]);
  assert.equal(status, 0);
  return folder;
}

async function makeSeed(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'lk-'));
  chmodSync(folder, 0o755);
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  await (await startEmbedded({ dataDir: folder, say: () => {} })).stop();
  return folder;
}

/** `startEmbedded`, stopped after the test before its folder goes. */
export async function start(
  t: TestContext,
  options: Partial<EmbeddedOptions> & { dataDir: string },
): Promise<Embedded> {
  return stopAfter(t, await startEmbedded({ say: () => {}, ...options }));
}

/** Has a database stopped after the test, whether the test comes to stopping it or not. */
export function stopAfter(t: TestContext, database: Embedded): Embedded {
  started.set(t, [...(started.get(t) ?? []), database]);
  return database;
}

/** The rows that one statement gives. */
export async function rowsOf(connection: Embedded['owner'], sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

export type SmallServer = {
  child: ChildProcess;
  /** Everything it has told, in order. */
  told: Record<string, unknown>[];
  /** Resolves with the first message that has the key; rejects if the process ends without. */
  first(key: string): Promise<Record<string, unknown>>;
  exit: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
};

export type SmallServerOptions = { mode?: 'wait' | 'throw' | 'write'; uid?: number };

/** Starts `small-server.ts` as a process of its own, if need be as another user. */
export function startSmallServer(t: TestContext, dataDir: string, how: SmallServerOptions = {}): SmallServer {
  const { mode = 'wait', uid } = how;
  const who = uid === undefined ? {} : { uid, gid: uid };
  const script = join(import.meta.dirname, 'small-server.ts');
  const child = spawn(process.execPath, [script, dataDir, mode], {
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: '/',
    ...who,
  });
  t.after(() => child.kill('SIGKILL'));
  const told: SmallServer['told'] = [];
  const waiting: (() => void)[] = [];
  let errors = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (errors += text));
  if (child.stdout) {
    createInterface({ input: child.stdout }).on('line', (line) => {
      told.push(JSON.parse(line) as Record<string, unknown>);
      for (const check of waiting) check();
    });
  }
  const exit = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  const first = (key: string) =>
    new Promise<Record<string, unknown>>((resolve, reject) => {
      const check = () => {
        const found = told.find((message) => key in message);
        if (found) resolve(found);
      };
      waiting.push(check);
      check();
      void exit.then(() => reject(new Error(`ended without "${key}": ${JSON.stringify(told)} ${errors}`)));
    });
  return { child, told, first, exit };
}

/** The process id of the database server in `dataDir`, from its own pid file. */
export function postmasterOf(dataDir: string): number {
  return Number(readFileSync(join(dataDir, 'postgres/data/postmaster.pid'), 'utf8').split('\n')[0]);
}

/** Resolves when no process has the id any more; rejects after ten seconds. */
export async function gone(pid: number): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    if (!isRunning(pid)) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`process ${pid} is still there`);
}

/** Whether a process has the id. A dead one that its parent has not collected yet counts as gone. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
