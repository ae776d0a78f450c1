import { spawn, type StdioOptions } from 'node:child_process';
import type { Account } from './account.ts';
import { PostgresRefusal } from './refusal.ts';

/** How a program of PostgreSQL is started: as whom, from which folder, with which extra environment. */
export type RunAs = { account: Account | undefined; cwd: string; env?: Record<string, string> };

const OTHERWISE = 'or set DATABASE_URL to use a PostgreSQL server of your own.';

/** What a program said (both streams in order) and how it ended. */
export type Outcome = { code: number | null; output: string };

/**
 * The spawn options of every PostgreSQL program: the given user, and an environment of our own, because a stray
 * PGDATA, PGOPTIONS or LC_ALL of the operator's shell would change what the programs do.
 */
export function spawnOptionsOf(as: RunAs, stdio: StdioOptions) {
  return {
    cwd: as.cwd,
    stdio,
    // On Windows, Node adds the variables that no program can do without.
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC', ...as.env },
    windowsHide: true,
    ...(as.account ? { uid: as.account.uid, gid: as.account.gid } : {}),
  };
}

/** Runs a program to its end. Throws PostgresRefusal where the program cannot even be started. */
export function run(program: string, args: string[], as: RunAs): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, spawnOptionsOf(as, ['ignore', 'pipe', 'pipe']));
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => (output += text));
    }
    child.once('error', (error: NodeJS.ErrnoException) => reject(refusalOf(program, error)));
    child.once('close', (code) => resolve({ code, output }));
  });
}

/** The refusal for a failure of the file system that a person can remedy; every other error as it is. */
export function refusalOfFile(dataDir: string, error: unknown): unknown {
  const { code = '', message } = error as NodeJS.ErrnoException;
  if (!['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT', 'ENOTDIR', 'EEXIST'].includes(code)) return error;
  if (code === 'EPERM' && process.getuid?.() === 0) return tiedRoot();
  return new PostgresRefusal(
    `The data directory ${dataDir} cannot be used: ${message}. It must be on a disk with room, and belong to the user that starts Latchkey.`,
  );
}

/** Why a program could not be started, in words an operator can act on. */
export function refusalOf(program: string, error: NodeJS.ErrnoException): PostgresRefusal {
  switch (error.code) {
    case 'EPERM':
      return tiedRoot();
    case 'EACCES':
      return new PostgresRefusal(
        `${program} may not be executed: move Latchkey to a disk that is not mounted "noexec", ${OTHERWISE}`,
      );
    case 'ENOENT':
      return new PostgresRefusal(
        `${program} cannot run on this system: the embedded PostgreSQL needs the GNU C library. Use a system that has it, ${OTHERWISE}`,
      );
    default:
      return new PostgresRefusal(`${program} could not be started (${error.message}).`);
  }
}

/** Root in a container without the right to act as somebody else. */
function tiedRoot(): PostgresRefusal {
  return new PostgresRefusal(
    `Latchkey was started as root but may not act as another user, and PostgreSQL refuses to run as root. Start Latchkey as an ordinary user, ${OTHERWISE}`,
  );
}
