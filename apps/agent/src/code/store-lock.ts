import { execFile } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { misshapen, object, type Shaped, whole } from '@latchkey/wire/link-shape';
import { codeOf, placeFlushed } from './store-files.ts';
import { StoreTrouble } from './store-trouble.ts';

const run = promisify(execFile);
const TRIES = 6;
let taken = 0;

const words = (value: unknown): string | typeof misshapen =>
  typeof value === 'string' && value.length <= 200 ? value : misshapen;
const holderShape = object({ pid: whole(1), started: words });
type Holder = Shaped<typeof holderShape>;

/** Gives the folder back to whoever comes next. */
export type HeldFolder = { release: () => Promise<void> };

/**
 * Takes the folder for this process, or throws `held` with the id of the process that has it. Everybody first puts up a lock file of
 * their own and then looks for those of others, so that of two at once never both go on. A holder is known by its id and by when it
 * started, so that neither a crash nor an id used again keeps anybody out.
 */
export async function holdFolder(folder: string): Promise<HeldFolder> {
  const mine = `${JSON.stringify({ pid: process.pid, started: (await startOf(process.pid)) ?? '' } satisfies Holder)}\n`;
  const name = `agent.${process.pid}.${taken++}.lock`;
  const release = (): Promise<void> => rm(join(folder, name), { force: true });
  try {
    const holder = await livingAfterTries(folder, name, mine);
    if (holder === undefined) return { release };
    throw new StoreTrouble('held', `Another agent (process ${holder}) is using this computer's state.`);
  } catch (error) {
    await release();
    throw error;
  }
}

/** Puts up the lock file and gives the process that has the folder, if after some tries there still is one; else clears dead locks. */
async function livingAfterTries(folder: string, name: string, mine: string): Promise<number | undefined> {
  for (let tries = 1; ; tries++) {
    await placeFlushed(folder, name, mine);
    const others = await othersIn(folder, name);
    const living = others.filter((other) => other.isAlive);
    if (living.length === 0) {
      for (const other of others) await rm(join(folder, other.name), { force: true });
      return undefined;
    }
    if (tries === TRIES) return living[0]?.pid;
    // Of several that come at once the first by name stays, and the others step back.
    if (living.some((other) => other.name < name)) await rm(join(folder, name), { force: true });
    await pause(randomInt(5, 40 * tries));
  }
}

/** Where nobody can say when a process started, one of that id is taken for the holder. */
async function isAlive({ pid, started }: Holder): Promise<boolean> {
  const found = await startOf(pid);
  if (found !== undefined && started !== '') return found === started;
  if (process.platform === 'linux') return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** When a process started, in words that fit no other process; nothing when it does not run. */
async function startOf(pid: number): Promise<string | undefined> {
  if (process.platform === 'linux') return startOnLinux(pid);
  const [command, ...args] =
    process.platform === 'win32'
      ? [
          'powershell.exe',
          '-NoProfile',
          '-NonInteractive',
          '-Command',
          `(Get-Process -Id ${pid}).StartTime.ToFileTimeUtc()`,
        ]
      : ['/bin/ps', '-o', 'lstart=', '-p', String(pid)];
  const { stdout } = await run(command, args).catch(() => ({ stdout: '' }));
  return stdout.trim() === '' ? undefined : stdout.trim();
}

async function startOnLinux(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (stat === undefined) return undefined;
  // proc(5): after the name in brackets come the state and, as the 22nd field of all, the start in ticks since the machine's.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
  return `${boot.trim()} ${fields[19] ?? ''}`;
}

async function othersIn(folder: string, mine: string): Promise<{ name: string; pid: number; isAlive: boolean }[]> {
  const others = [];
  for (const name of await readdir(folder)) {
    if (name === mine || !/^agent\.\d+\.\d+\.lock$/.test(name)) continue;
    const text = await readIfThere(join(folder, name));
    if (text === undefined) continue;
    const holder = holderOf(text);
    if (!holder)
      throw new StoreTrouble(
        'unreadable',
        `${join(folder, name)} is damaged. If no agent runs on this computer, delete it.`,
      );
    others.push({ name, pid: holder.pid, isAlive: await isAlive(holder) });
  }
  return others;
}

function holderOf(text: string): Holder | undefined {
  try {
    const holder = holderShape(JSON.parse(text));
    return holder === misshapen ? undefined : holder;
  } catch {
    return undefined;
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
