import { type ChildProcess } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Display } from './display.ts';
import { ScreenMissing } from './source.ts';

const STARTS_WITHIN_MS = 10_000;

/** `display` names one, an empty one none; `virtual` says who owns a desktop of our own where there is none, never root. */
export type X11Options = {
  display?: string | undefined;
  virtualUser?: string | undefined;
  runtime?: string | undefined;
};

/** A VNC server that runs, the folder of its socket, and whose desktop it shows. */
export type Running = { child: ChildProcess; folder: string; socket: string; display: Display; stop(): Promise<void> };

/** A folder that only the account of the display can enter; root can anyway. */
export function folderFor(display: Pick<Display, 'uid' | 'gid'>, runtime = tmpdir()): string {
  const folder = mkdtempSync(join(runtime, 'latchkey-screen-'));
  chmodSync(folder, 0o700);
  if (process.getuid?.() === 0) chownSync(folder, display.uid, display.gid);
  return folder;
}

/** What a program at the display needs to know, and nothing else of the agent's surroundings. */
export function envOf({ name, authority }: Display, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { PATH, LANG, HOME } = env;
  return { PATH, LANG: LANG ?? 'C.UTF-8', HOME, DISPLAY: name, ...(authority === '' ? {} : { XAUTHORITY: authority }) };
}

/** The file with the cookies of a display, as X's own programs find it. */
export function authorityOf({ authority }: Display, { HOME }: NodeJS.ProcessEnv): string {
  return authority === '' ? join(HOME ?? '/', '.Xauthority') : authority;
}

/** An agent that runs as root works at the desktop as its owner, not as root. */
export function identityOf({ uid, gid }: Pick<Display, 'uid' | 'gid'>): { uid?: number; gid?: number } {
  return process.getuid?.() === 0 && uid !== 0 ? { uid, gid } : {};
}

/** Waits until it listens. @throws ScreenMissing with what the program said, when it ends before that */
export async function whenListening(of: Omit<Running, 'stop'>): Promise<Running> {
  const { child, socket, folder } = of;
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-2000)));
  const failed = new Promise<Error>((resolve) => {
    child.once('error', resolve);
    child.once('exit', (code, signal) => resolve(new Error(`it ended with ${signal ?? code}`)));
  });
  for (const end = performance.now() + STARTS_WITHIN_MS; !existsSync(socket);) {
    const error = await Promise.race([failed, sleep(20)]);
    if (error === undefined && performance.now() < end) continue;
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
    const why = error?.message ?? 'it did not begin to listen';
    throw new ScreenMissing(`The VNC server could not be started: ${why}. It said: ${said.trim() || 'nothing'}`);
  }
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    ...of,
    async stop() {
      child.kill('SIGTERM');
      await Promise.race([ended, sleep(3000, undefined, { ref: false }).then(() => child.kill('SIGKILL'))]);
    },
  };
}
