import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Connection } from '../../src/kit/db.ts';

/** A running server: `owner` may own databases, `superuser` makes them. */
export type TestServer = { owner: Connection; superuser: Connection };

/** What a keeper is started with. `bin` is empty for the embedded PostgreSQL. */
export type Keeping = { folder: string; bin: string };

/** What a user of the server tells its keeper: the process to wait for, besides itself. */
export type Greeting = { runner: number | undefined };

/** What the keeper answers. */
export type Answer = { server: TestServer } | { failure: string };

const KEEPER = fileURLToPath(new URL('./keeper.ts', import.meta.url));
const PATIENCE_MS = 120_000;
const POLL_MS = 50;

const reached = new Map<string, Promise<TestServer>>();

/**
 * The server that all test processes of this checkout share, started when none runs. A keeper process has it; every user
 * holds a socket to the keeper, which the operating system closes however the user ends, and the keeper stops the server
 * when nobody is left.
 */
export function reachServer(bin: string): Promise<TestServer> {
  const known = reached.get(bin) ?? reach({ folder: folderOf(bin), bin });
  reached.set(bin, known);
  return known;
}

/** Where the keeper of a server listens. */
export function doorOf(folder: string): string {
  return process.platform === 'win32' ? `\\\\.\\pipe\\${folder.replaceAll(/\W/g, '-')}` : join(folder, 'door');
}

/** One folder a checkout, user and PostgreSQL, with a short path because sockets are in it. */
function folderOf(bin: string): string {
  const digest = createHash('sha256').update(JSON.stringify([KEEPER, process.getuid?.(), bin]));
  return join(tmpdir(), `latchkey-test-${digest.digest('hex').slice(0, 10)}`);
}

async function reach(keeping: Keeping): Promise<TestServer> {
  const begin = performance.now();
  let keeper: ChildProcess | undefined;
  for (;;) {
    const answer = await knock(doorOf(keeping.folder));
    if (answer && 'server' in answer) return answer.server;
    if (answer) throw new Error(`The database of the tests did not start: ${answer.failure}`);
    if (performance.now() - begin > PATIENCE_MS)
      throw new Error(`Nobody keeps the database of the tests in ${keeping.folder}.`);
    // One that ended found another keeper still leaving, or going before it.
    if (!keeper || keeper.exitCode !== null || keeper.signalCode !== null) keeper = startKeeper(keeping);
    await sleep(POLL_MS);
  }
}

/** The keeper's answer, or nothing when no keeper is there or it is leaving. The socket stays open for the life of this process. */
function knock(door: string): Promise<Answer | undefined> {
  return new Promise((resolve) => {
    const socket = connect(door);
    let heard = '';
    socket.setEncoding('utf8');
    socket.once('error', () => resolve(undefined));
    socket.once('close', () => resolve(undefined));
    socket.on('data', (text: string) => {
      heard += text;
      if (!heard.endsWith('\n')) return;
      socket.unref();
      resolve(JSON.parse(heard) as Answer);
    });
    // Test files run one after the other: their runner is what the server should outlive none of.
    const runner = process.env.NODE_TEST_CONTEXT === undefined ? undefined : process.ppid;
    const greeting: Greeting = { runner };
    socket.write(`${JSON.stringify(greeting)}\n`);
  });
}

/** In a group of its own, so that a Ctrl-C reaches the tests only and the keeper ends the server in order. */
function startKeeper(keeping: Keeping): ChildProcess {
  const { NODE_TEST_CONTEXT: _, NODE_OPTIONS: __, NODE_V8_COVERAGE: ___, ...env } = process.env;
  const child = spawn(process.execPath, [KEEPER, JSON.stringify(keeping)], { env, stdio: 'ignore', detached: true });
  child.unref();
  return child;
}
