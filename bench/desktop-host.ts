import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { setCodeIn } from '../apps/agent/src/access-code.ts';
import { enrol } from '../apps/agent/src/enrol.ts';
import { programOf } from '../apps/agent/src/screen/programs.ts';
import { lightProgram } from './desktop-light.ts';

const AGENT = fileURLToPath(new URL('../apps/agent/src/main.ts', import.meta.url));
const WIDTH = 900;
const HEIGHT = 600;

/** A computer whose whole screen changes its colour with every key, and the agent on it. */
export type Host = {
  computerId: string;
  agent: ChildProcess;
  /** The socket of the VNC server that the agent started; there is none before the first session. */
  vncSocket(): string;
  stop(): Promise<void>;
};

/** What a desktop needs that this machine does not have. */
export const missing = ['Xvfb', 'X0tigervnc'].filter((name) => !programOf([name]));

/** Enrols this machine with a code, sets its access code and runs the agent on a display of its own. */
export async function openHost(
  { url, folder }: { url: string; folder: string },
  enrolmentCode: string,
  accessCode: string,
): Promise<Host> {
  const [state, runtime] = [join(folder, 'agent'), join(folder, 'runtime')];
  await mkdir(runtime, { mode: 0o755 });
  const { computer_id } = await enrol({ url, code: enrolmentCode, pin: undefined, state, version: '0.1.0' });
  await setCodeIn(state, { code: accessCode, whose: null });
  const size = `${WIDTH}x${HEIGHT}x24`;
  const display = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', size, '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const [line] = (await once(display.stdio[3] as Readable, 'data')) as [Buffer];
  const name = `:${line.toString().trim()}`;
  const env = { ...process.env, DISPLAY: name, TMPDIR: runtime };
  const run = (file: string, ...args: string[]) =>
    spawn(process.execPath, [file, ...args], {
      env,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  const light = run(lightProgram, String(WIDTH), String(HEIGHT));
  const agent = run(AGENT, 'run', '--state', state, '--display', name);
  return {
    computerId: computer_id,
    agent,
    vncSocket: () => globSync(join(runtime, 'latchkey-screen-*', 'rfb'))[0] ?? '',
    async stop() {
      for (const child of [agent, light, display]) await ended(child);
    },
  };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const end = once(child, 'exit');
  child.kill('SIGTERM');
  await Promise.race([end, sleep(3_000, undefined, { ref: false }).then(() => child.kill('SIGKILL'))]);
}
