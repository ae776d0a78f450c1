import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The words that start the agent from its source. */
export const AGENT = [process.execPath, fileURLToPath(new URL('../src/main.ts', import.meta.url))];

export type Ran = { code: number | null; out: string; err: string };

/** Runs a program to its end, with this as its input, and without a display. */
export async function ran(
  command: readonly string[],
  options: { input?: string; env?: NodeJS.ProcessEnv; uid?: number } = {},
): Promise<Ran> {
  const child = begun(command, options);
  const [code] = (await once(child.process, 'close')) as [number | null];
  return { code, ...child.said };
}

/** Starts a program and keeps what it says. */
export function begun(
  [program = '', ...args]: readonly string[],
  options: { input?: string; env?: NodeJS.ProcessEnv; uid?: number } = {},
) {
  const { DISPLAY: _, XAUTHORITY: __, ...env } = process.env;
  const identity = options.uid === undefined ? {} : { uid: options.uid, gid: options.uid };
  const child = spawn(program, args, { env: { ...env, ...options.env }, ...identity, stdio: 'pipe' });
  const said = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.err += text));
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input ?? '');
  return { process: child, said };
}
