import { SURROUNDINGS } from './config.ts';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

const NAME = 'latchkey-agent';

/** Whether this process may do everything on this machine. Windows keeps the agent's folder for administrators by its rights. */
export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/**
 * The folder that holds what the agent knows: the one named, or the machine's for root, or one of the account's own. Always absolute, so
 * that a service finds it too.
 */
export function stateFolder(named: string | undefined, env: NodeJS.ProcessEnv = SURROUNDINGS): string {
  if (named !== undefined) return resolve(named);
  if (process.platform === 'win32') return join(env['ProgramData'] ?? 'C:\\ProgramData', NAME);
  if (isRoot()) return process.platform === 'darwin' ? `/Library/Application Support/${NAME}` : `/var/lib/${NAME}`;
  const home = env['XDG_STATE_HOME'];
  // The specification of these folders: what is not absolute counts as not set.
  return join(home !== undefined && isAbsolute(home) ? home : join(homedir(), '.local', 'state'), NAME);
}

/** Where the running agent listens for its own account: inside its state, which nobody else can enter. */
export function localFolder(state: string): string {
  return join(state, 'local');
}

/** Where an agent that runs as root listens for the account whose desktop it shows: a folder that belongs to that account alone. */
export function desktopFolder(uid: number, env: NodeJS.ProcessEnv = SURROUNDINGS): string {
  // systemd gives a list with colons; the unit names one folder.
  const runtime = env['RUNTIME_DIRECTORY']?.split(':')[0] ?? `/run/${NAME}`;
  return join(runtime, String(uid));
}
