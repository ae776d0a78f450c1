import { spawnSync } from 'node:child_process';
import { chmodSync, lchownSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { PostgresRefusal } from './refusal.ts';

/** The operating system's user that PostgreSQL runs as, where it is not the user that runs Latchkey. */
export type Account = { uid: number; gid: number };

/** The system user that Latchkey creates when it is started as root. Not "latchkey": that may be somebody. */
export const ACCOUNT_NAME = 'latchkey-db';

const INSTEAD = 'start Latchkey as an ordinary user, or set DATABASE_URL to use a PostgreSQL server of your own';

/**
 * The user to run PostgreSQL as: undefined means "as ourselves". PostgreSQL refuses to run as root, so root gets the
 * owner of the data that is already there, or else the system user `latchkey-db`, which is created when missing.
 */
export function accountFor(dataOwner: Account | undefined): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  if (dataOwner && dataOwner.uid !== 0) return dataOwner;
  const account = readAccount() ?? createAccount();
  if (account.uid === 0)
    throw new PostgresRefusal(`The user ${ACCOUNT_NAME} is root by another name: rename it, ${INSTEAD}.`);
  return account;
}

/**
 * The first folder on the way to `path` that `account` may not enter; nothing when the way is free. Judged by the mode
 * bits, which is what a home folder with 0700 is about. Folders in `own` do not count: Latchkey can open those itself.
 */
export function closedFolder(path: string, account: Account | undefined, own: string[] = []): string | undefined {
  if (!account) return undefined;
  const way: string[] = [];
  for (let at = realpathSync(path); ; at = dirname(at)) {
    way.unshift(at);
    if (dirname(at) === at) break;
  }
  return way.find((folder) => !own.includes(folder) && !mayEnter(folder, account));
}

/** Lets everybody pass through a folder of Latchkey's own, without listing it, if `account` may not pass yet. */
export function letPass(folder: string, account: Account): void {
  if (!mayEnter(folder, account)) chmodSync(folder, (statSync(folder).mode & 0o7777) | 0o111);
}

/**
 * Gives what root has made to the owner of the folder it is in, so that a data directory that an ordinary user began goes
 * on working for that user after a start as root.
 */
export function inheritOwner(path: string): void {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = statSync(dirname(path));
  if (uid !== 0) lchownSync(path, uid, gid);
}

function mayEnter(folder: string, account: Account): boolean {
  const { mode, uid, gid } = statSync(folder);
  if (uid === account.uid) return (mode & 0o100) !== 0;
  if (gid === account.gid) return (mode & 0o010) !== 0;
  return (mode & 0o001) !== 0;
}

function readAccount(): Account | undefined {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${ACCOUNT_NAME}:`));
  if (line === undefined) return undefined;
  const [, , uid, gid, , , shell = ''] = line.split(':');
  // A user that can sign in is a person's, not ours.
  if (!/\/(nologin|false)$/.test(shell)) {
    throw new PostgresRefusal(
      `The user ${ACCOUNT_NAME} exists and can sign in, so it is not Latchkey's: rename it, ${INSTEAD}.`,
    );
  }
  return { uid: Number(uid), gid: Number(gid) };
}

function createAccount(): Account {
  const about = 'Latchkey database';
  const shell = ['/usr/sbin/nologin', '/sbin/nologin'].find(exists) ?? '/bin/false';
  const ways: [string, string[]][] = [
    [
      'useradd',
      [
        '--system',
        '--user-group',
        '--no-create-home',
        '--home-dir',
        '/nonexistent',
        '--shell',
        shell,
        '--comment',
        about,
        ACCOUNT_NAME,
      ],
    ],
    [
      'adduser',
      [
        '--system',
        '--group',
        '--no-create-home',
        '--home',
        '/nonexistent',
        '--shell',
        shell,
        '--gecos',
        about,
        ACCOUNT_NAME,
      ],
    ],
    ['adduser', ['-S', '-D', '-H', '-h', '/nonexistent', '-s', shell, '-g', about, ACCOUNT_NAME]],
  ];
  const env = { PATH: '/usr/sbin:/sbin:/usr/bin:/bin', LC_ALL: 'C' };
  for (const [program, args] of ways) {
    spawnSync(program, args, { env, stdio: 'ignore' });
    // Looked up whatever the outcome: of two servers that start at once, one is told that the user exists.
    const account = readAccount();
    if (account) return account;
  }
  throw new PostgresRefusal(
    `PostgreSQL refuses to run as root, and the user ${ACCOUNT_NAME} could not be created: create it (useradd --system --shell ${shell} ${ACCOUNT_NAME}), ${INSTEAD}.`,
  );
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}
