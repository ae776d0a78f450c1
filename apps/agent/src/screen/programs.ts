import { spawnSync } from 'node:child_process';
import { SURROUNDINGS } from '../config.ts';
import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';

/** Where the first of these programs is that this machine has; nothing when it has none. */
export function programOf(names: readonly string[], path = SURROUNDINGS['PATH'] ?? ''): string | undefined {
  const folders = [...path.split(':'), '/usr/bin', '/usr/local/bin'].filter(Boolean);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isProgram);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * How a program is called that ends with the agent, however that ends: killed, the agent could end nothing itself. It is killed too: one
 * that is asked to end (x0vncserver) may note it a moment before it goes to sleep, and sleep on. Where the system can't be told so, it is
 * called plainly.
 */
export function endingWithAgent(program: string, args: readonly string[]): [program: string, args: string[]] {
  binder ??= binderOf() ?? '';
  return binder === '' ? [program, [...args]] : [binder, ['--pdeathsig', 'KILL', '--', program, ...args]];
}

let binder: string | undefined;

/** The setpriv of util-linux; others of that name know less. */
function binderOf(): string | undefined {
  const setpriv = process.platform === 'linux' ? programOf(['setpriv']) : undefined;
  if (setpriv === undefined) return undefined;
  const { stdout } = spawnSync(setpriv, ['--help'], { encoding: 'utf8', timeout: 5_000 });
  return stdout?.includes('--pdeathsig') ? setpriv : undefined;
}
