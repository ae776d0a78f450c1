import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { lastLineOf, type Software } from './cluster.ts';
import { inheritOwner } from './account.ts';
import type { Layout } from './layout.ts';
import { boundLog } from './log.ts';
import { isAlive } from './process.ts';
import { PostgresRefusal } from './refusal.ts';
import { refusalOf, run, spawnOptionsOf } from './run.ts';

/** A running server process and how it ended, once it has. */
export type Postmaster = { child: ChildProcess; ended: Promise<string> };

const POLL_MS = 15;
/** After this long without an end, PostgreSQL is told not to wait for anything any more. */
const FAST_SHUTDOWN_MS = 30_000;
/** How long the processes of a killed server may hold on to its memory before we give up. */
const MEMORY_TRIES = 40;

/**
 * Stops a server that a killed Latchkey left running, so that the new one starts clean. Gives the id found in a pid file
 * that is stale though some other program has that id now: PostgreSQL must be told not to take it for itself.
 */
export async function retireOrphan(
  software: Software,
  layout: Layout,
  say: (line: string) => void,
): Promise<number | undefined> {
  const pid = pidFile(layout.data)?.pid;
  if (pid === undefined || !isAlive(pid)) return undefined;
  if (!isPostmasterOf(layout.data, pid)) return pid;
  say(`Stopping the database that an earlier Latchkey left running (process ${pid}).`);
  await endOf(
    () => !isPostmasterOf(layout.data, pid),
    (signal) => signalTo(software, layout, { pid, signal }),
  );
  return undefined;
}

/**
 * Starts PostgreSQL in a process group of its own (a terminal's Ctrl-C goes to Latchkey alone, which ends it in order) and
 * resolves when it takes connections, however long it has to recover. Throws PostgresRefusal with its own reason if it ends.
 */
export async function startPostmaster(software: Software, layout: Layout, options: StartOptions): Promise<Postmaster> {
  for (let tries = 0; ; tries++) {
    const from = boundLog(layout.log);
    const postmaster = spawnPostmaster(software, layout, options);
    if (await isReady(postmaster, layout, options.say)) return postmaster;
    const said = readFileSync(layout.log).subarray(from).toString('utf8');
    const reason = said.trim() === '' ? await postmaster.ended : lastLineOf(said);
    const held = said.includes('pre-existing shared memory block');
    if (!held || tries >= MEMORY_TRIES) {
      throw new PostgresRefusal(`The database did not start: ${reason} (${layout.log} has more).`);
    }
    await sleep(250);
  }
}

/** `stalePid`: from `retireOrphan`. `port`: only where there are no unix sockets. */
export type StartOptions = { stalePid: number | undefined; port: number; extra: string[]; say: (line: string) => void };

function spawnPostmaster(software: Software, layout: Layout, { stalePid, port, extra }: StartOptions): Postmaster {
  const args = [
    '-D',
    layout.data,
    '-p',
    String(port),
    '-c',
    `config_file=${join(layout.conf, 'postgresql.conf')}`,
    ...extra,
  ];
  // A pid file with the id of the "grandparent" is stale for PostgreSQL, as for one that pg_ctl started at boot (CreateLockFile
  // in its miscinit.c). To delete the file would also delete what guards the shared memory.
  const env: Record<string, string> = stalePid === undefined ? {} : { PG_GRANDPARENT_PID: String(stalePid) };
  const log = openSync(layout.log, 'a', 0o600);
  inheritOwner(layout.log);
  const program = join(software.bin, 'postgres');
  const as = { account: layout.account, cwd: layout.root, env };
  const child = spawn(program, args, { ...spawnOptionsOf(as, ['ignore', log, log]), detached: true });
  closeSync(log);
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(refusalOf(program, error).message));
    child.once('exit', (code, signal) => resolve(signal ? `signal ${signal}` : `code ${code}`));
  });
  // Also after an exception that nobody caught. Nothing asynchronous can be done at that point.
  const signal = () => void child.kill('SIGINT');
  process.once('exit', signal);
  void ended.then(() => process.off('exit', signal));
  return { child, ended };
}

async function isReady(postmaster: Postmaster, layout: Layout, say: (line: string) => void): Promise<boolean> {
  const { child } = postmaster;
  const begin = performance.now();
  for (let told = false; !isOver(postmaster); await sleep(POLL_MS)) {
    const found = pidFile(layout.data);
    if (found?.pid === child.pid && found?.status === 'ready') return true;
    if (told || performance.now() - begin < 5_000) continue;
    told = true;
    say('The database is recovering from an unclean end; this can take a while.');
  }
  return false;
}

/** Ends the server in order ("fast": open transactions are rolled back) and waits until it is gone. */
export async function stopPostmaster(software: Software, layout: Layout, postmaster: Postmaster): Promise<void> {
  const { pid } = postmaster.child;
  if (pid === undefined) return;
  await endOf(
    () => isOver(postmaster),
    (signal) => signalTo(software, layout, { pid, signal }),
  );
}

function isOver({ child }: Postmaster): boolean {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
}

async function endOf(
  isOver: () => boolean,
  signal: (name: 'SIGINT' | 'SIGQUIT') => Promise<void> | void,
): Promise<void> {
  if (isOver()) return;
  await signal('SIGINT');
  const begin = performance.now();
  for (let hard = false; !isOver(); await sleep(POLL_MS)) {
    if (hard || performance.now() - begin < FAST_SHUTDOWN_MS) continue;
    hard = true;
    await signal('SIGQUIT');
  }
}

async function signalTo(
  software: Software,
  layout: Layout,
  { pid, signal }: { pid: number; signal: 'SIGINT' | 'SIGQUIT' },
): Promise<void> {
  if (process.platform === 'win32') {
    // There a signal would be the end at once; pg_ctl knows PostgreSQL's own way.
    const mode = signal === 'SIGINT' ? 'fast' : 'immediate';
    await run(join(software.bin, 'pg_ctl'), ['stop', '-D', layout.data, '-m', mode, '-W'], {
      account: undefined,
      cwd: layout.root,
    });
    return;
  }
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** What postmaster.pid says: first line the process id, eighth the state. */
function pidFile(data: string): { pid: number; status: string } | undefined {
  const path = join(data, 'postmaster.pid');
  try {
    const lines = readFileSync(path, 'utf8').split('\n');
    const pid = Math.abs(Number(lines[0]));
    return pid > 0 ? { pid, status: lines[7]?.trim() ?? '' } : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the process is the server of this data: a server works inside its data folder. */
function isPostmasterOf(data: string, pid: number): boolean {
  if (!isAlive(pid)) return false;
  try {
    if (process.platform === 'linux') return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(data);
  } catch {
    return false;
  }
  if (process.platform === 'win32')
    return spawnSync('tasklist', ['/FI', `PID eq ${pid}`], { encoding: 'utf8' }).stdout.includes('postgres.exe');
  return spawnSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout.includes(data);
}
