import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../free-port.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const STARTS_WITHIN_MS = 60_000;

/** Where an installation lives: what stays the same from one start to the next. */
export type Home = { url: string; environment: Record<string, string> };

/** Folders, a free port and a mail server make a home; nothing of the tests' own environment gets in. */
export async function homeIn(folder: string, keys: string, mailUrl: string): Promise<Home> {
  const port = await freePort();
  return {
    url: `http://localhost:${port}`,
    environment: {
      PATH: process.env['PATH'] ?? '',
      PORT: String(port),
      DATA_DIR: folder,
      MASTER_KEY_FILE: join(keys, 'master.key'),
      SMTP_URL: mailUrl,
      MAIL_FROM: 'latchkey@example.test',
      INVITATIONS_PER_DAY: '1000000',
    },
  };
}

export type Running = {
  child: ChildProcess;
  /** What it said until it was ready, and how long that took. */
  said: string;
  startedWithinMs: number;
  exit: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
};

/** Starts the server as `npm start` does, in a process group of its own as a terminal gives it, and waits until it serves. */
export async function startReal(home: Home): Promise<Running> {
  const began = performance.now();
  const child = spawn(process.execPath, [MAIN], { env: home.environment, detached: true, stdio: 'pipe', cwd: '/' });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text));
  const exit = once(child, 'close').then(([code, signal]) => ({ code, signal }));
  const timer = setTimeout(() => child.kill('SIGKILL'), STARTS_WITHIN_MS);
  void exit.finally(() => clearTimeout(timer));
  while (!said.includes('Ctrl-C')) {
    await Promise.race([once(child.stdout, 'data'), exit]);
    if (child.exitCode !== null || child.signalCode !== null) assert.fail(`the server did not start: ${said}`);
  }
  clearTimeout(timer);
  return { child, said, exit, startedWithinMs: performance.now() - began };
}

/** The processes of this machine that have a folder in their arguments or as their own: what a server leaves behind. */
export function processesIn(folder: string): string[] {
  if (process.platform !== 'linux') return [];
  const ids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return ids.flatMap((id) => {
    try {
      const command = readFileSync(`/proc/${id}/cmdline`, 'utf8').replaceAll('\0', ' ');
      const environment = readFileSync(`/proc/${id}/environ`, 'utf8');
      return command.includes(folder) || environment.includes(`DATA_DIR=${folder}`) ? [`${id} ${command}`] : [];
    } catch {
      // It ended while we looked.
      return [];
    }
  });
}
