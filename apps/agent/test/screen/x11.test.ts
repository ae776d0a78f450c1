import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { Duplex, Readable } from 'node:stream';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { programOf } from '../../src/screen/programs.ts';
import { ScreenMissing } from '../../src/screen/source.ts';
import { x11Source } from '../../src/screen/x11.ts';

const missing = ['Xvfb', 'X0tigervnc', 'Xtigervnc'].filter((name) => programOf([name]) === undefined);
const skip = missing.length > 0 && `needs ${missing.join(', ')}`;
const noBinder = programOf(['setpriv']) === undefined && 'needs setpriv';
const started: ChildProcess[] = [];

after(() => {
  for (const child of started) child.kill('SIGKILL');
});

test('a display that somebody works at is shown on a socket that only its account can open', { skip }, async () => {
  const runtime = mkdtempSync(join(tmpdir(), 'lk-runtime-'));
  const source = x11Source({ display: await startDisplay(), runtime });
  try {
    const [one, two] = await Promise.all([source.open(), source.open()]);
    assert.match(await greeting(one), /^RFB 003\.008\n/);
    assert.match(await greeting(two), /^RFB 003\.008\n/);
    const [folder = ''] = readdirSync(runtime);
    assert.equal(statSync(join(runtime, folder)).mode & 0o777, 0o700);
    assert.equal(statSync(join(runtime, folder, 'rfb')).mode & 0o777, 0o600);
    assert.deepEqual(portsOf('X0tigervnc'), []);
    one.destroy();
    two.destroy();
  } finally {
    await source.stop();
    rmSync(runtime, { recursive: true, force: true });
  }
});

test('where no display runs an ordinary account gets a desktop of its own, and root never does', { skip }, async () => {
  const isRoot = process.getuid?.() === 0;
  const nowhere = { PATH: process.env['PATH'] };
  if (isRoot) await assert.rejects(x11Source({ display: '' }, nowhere).open(), /--desktop-user/);
  const source = x11Source({ virtualUser: isRoot ? 'nobody' : undefined, display: '' }, nowhere);
  try {
    const connection = await source.open();
    assert.match(await greeting(connection), /^RFB/);
    assert.equal(source.user(), isRoot ? 'nobody' : userInfo().username);
    assert.deepEqual(portsOf('Xtigervnc'), []);
    connection.destroy();
  } finally {
    await source.stop();
  }
});

test('a VNC server that ended is started again at the next connection', { skip }, async () => {
  const source = x11Source({ display: await startDisplay() });
  try {
    (await source.open()).destroy();
    await source.stop();
    const again = await source.open();
    assert.match(await greeting(again), /^RFB/);
    again.destroy();
  } finally {
    await source.stop();
  }
});

test('a VNC server ends with its agent, even one that is killed', { skip: skip || noBinder }, async () => {
  const runtime = mkdtempSync(join(tmpdir(), 'lk-runtime-'));
  const agent = spawn(process.execPath, [fileURLToPath(new URL('holder.ts', import.meta.url))], {
    env: { ...process.env, DISPLAY: await startDisplay(), RUNTIME: runtime },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  started.push(agent);
  await once(agent.stdout, 'data');
  assert.equal(servingIn(runtime), 1);
  agent.kill('SIGKILL');
  for (const end = performance.now() + 10_000; servingIn(runtime) > 0 && performance.now() < end;) await sleep(20);
  assert.equal(servingIn(runtime), 0);
  rmSync(runtime, { recursive: true, force: true });
});

test('a display that is not there is said plainly', { skip }, async () => {
  await assert.rejects(x11Source({ display: ':987' }).open(), (error) => {
    assert.ok(error instanceof ScreenMissing);
    assert.match(error.message, /could not be started/);
    return true;
  });
});

async function startDisplay(): Promise<string> {
  const child = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '800x600x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  started.push(child);
  const [line] = (await once(child.stdio[3] as Readable, 'data')) as [Buffer];
  await sleep(100);
  return `:${line.toString().trim()}`;
}

async function greeting(connection: Duplex): Promise<string> {
  const [bytes] = (await once(connection, 'data')) as [Buffer];
  return bytes.toString('latin1');
}

/** The TCP ports that a program listens on, as the kernel has them. */
function portsOf(program: string): string[] {
  const listening = new Map(
    ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) =>
      readFileSync(file, 'utf8')
        .split('\n')
        .map((line) => line.trim().split(/\s+/))
        .filter((parts) => parts[3] === '0A')
        .map((parts): [string, string] => [`socket:[${parts[9]}]`, parts[1] ?? '']),
    ),
  );
  const pids = readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && nameOf(pid).startsWith(program.slice(0, 15)));
  return pids.flatMap((pid) =>
    readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      const port = listening.get(linkOf(`/proc/${pid}/fd/${fd}`));
      return port === undefined ? [] : [port];
    }),
  );
}

function nameOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    return '';
  }
}

function linkOf(file: string): string {
  try {
    return readlinkSync(file);
  } catch {
    return '';
  }
}

/** How many VNC servers have their socket below this folder. */
function servingIn(runtime: string): number {
  const lines = readdirSync('/proc').flatMap((pid) => {
    try {
      return /^\d+$/.test(pid) ? [readFileSync(`/proc/${pid}/cmdline`, 'utf8')] : [];
    } catch {
      return [];
    }
  });
  return lines.filter((line) => line.includes('tigervnc') && line.includes(runtime)).length;
}
