import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accountFor, closedFolder, letPass, type Account } from './account.ts';
import { PostgresRefusal } from './refusal.ts';

/**
 * Where everything is. `home` is `<data directory>/postgres`; `root` is the same folder, or one outside where the
 * database's user cannot reach the data directory. Only `data` and `run` belong to that user; the rest belongs to
 * whoever runs Latchkey, so that the database's user can plant no link for root to follow.
 */
export type Layout = {
  home: string;
  root: string;
  data: string;
  run: string;
  conf: string;
  log: string;
  superuserSecret: string;
  ownerSecret: string;
  account: Account | undefined;
};

/** Longest path of a unix socket that every system takes, in bytes (macOS 103, Linux 107). */
const SOCKET_PATH_MAX = 103;
const SOCKET_NAME = '.s.PGSQL.5432';

/** Makes `<data directory>/postgres`, the only folder whose place is always known. */
export function makeHome(dataDir: string): string {
  const home = join(dataDir, 'postgres');
  mkdirSync(home, { recursive: true, mode: 0o700 });
  return realpathSync(home);
}

/**
 * Decides where the database is and as whom it runs. Call it while holding the lock. Throws PostgresRefusal where data
 * that exists belongs to somebody else, is gone, or can no longer be reached.
 */
export function layOut(home: string, say: (line: string) => void, elsewhere = '/var/lib'): Layout {
  const pointer = join(home, 'elsewhere');
  const recorded = existsSync(pointer) ? readFileSync(pointer, 'utf8').trim() : undefined;
  if (recorded !== undefined && !existsSync(join(recorded, 'data', 'PG_VERSION'))) {
    throw new PostgresRefusal(
      `The database is missing: ${pointer} says that it is in ${recorded}, and it is not. Bring that folder back, or delete ${pointer} to begin with an empty database.`,
    );
  }
  const before = recorded ?? home;
  const account = accountFor(ownerOf(join(before, 'data')));
  const root = recorded ?? reachableRoot(home, account, elsewhere, say);
  refuseForeignData(join(root, 'data'), account);
  makeFolder(join(root, 'run'), 0o700, account);
  makeFolder(join(root, 'conf'), 0o755, undefined);
  return {
    home,
    root,
    data: join(root, 'data'),
    run: socketFolder(join(root, 'run'), account, say),
    conf: join(root, 'conf'),
    log: join(home, 'postgres.log'),
    superuserSecret: join(root, 'superuser.password'),
    ownerSecret: join(root, 'owner.password'),
    account,
  };
}

/** Remembers that the database is outside of the data directory. Written last: from then on it must be there. */
export function recordRoot({ home, root }: Layout): void {
  if (root !== home) writeFileSync(join(home, 'elsewhere'), `${root}\n`, { mode: 0o600 });
}

function reachableRoot(
  home: string,
  account: Account | undefined,
  elsewhere: string,
  say: (line: string) => void,
): string {
  if (!account) return home;
  letPass(home);
  letPass(join(home, '..'));
  const closed = closedFolder(home, account);
  if (closed === undefined) return home;
  if (existsSync(join(home, 'data'))) {
    throw new PostgresRefusal(
      `The database in ${home} cannot be reached by the user it runs as: let others pass through ${closed} (chmod o+x ${closed}).`,
    );
  }
  const root = join(elsewhere, `latchkey-${createHash('sha256').update(home).digest('hex').slice(0, 12)}`);
  makeFolder(root, 0o711, undefined);
  say(`${closed} is closed to the user the database runs as, so the database is kept in ${root}.`);
  return root;
}

function refuseForeignData(data: string, account: Account | undefined): void {
  const owner = ownerOf(data);
  const uid = account?.uid ?? process.getuid?.();
  if (!owner || uid === undefined || owner.uid === uid) return;
  throw new PostgresRefusal(
    `The database in ${data} belongs to another user (uid ${owner.uid}): start Latchkey as that user, as root, or hand the data over with "chown -R".`,
  );
}

/** The folder of the unix socket: `preferred`, or a short one in the temporary folder where the path grows too long. */
function socketFolder(preferred: string, account: Account | undefined, say: (line: string) => void): string {
  if (fits(preferred)) return preferred;
  const name = `latchkey-${createHash('sha256').update(preferred).digest('hex').slice(0, 12)}`;
  const base = [tmpdir(), '/tmp'].find(
    (each) => existsSync(each) && fits(join(each, name)) && !closedFolder(each, account),
  );
  if (base === undefined)
    throw new PostgresRefusal(`The path of the data directory is too long (${preferred}): choose a shorter one.`);
  const folder = join(base, name);
  makeFolder(folder, 0o700, account);
  say(`The path of the data directory is too long for a socket, so the database listens in ${folder}.`);
  return folder;
}

function fits(folder: string): boolean {
  return Buffer.byteLength(join(folder, SOCKET_NAME)) <= SOCKET_PATH_MAX;
}

/** Makes a folder, or checks that the one that is there is a real folder of the same owner. */
function makeFolder(folder: string, mode: number, account: Account | undefined): void {
  try {
    mkdirSync(folder, { mode });
    chmodSync(folder, mode);
    if (account) chownSync(folder, account.uid, account.gid);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw new PostgresRefusal(`The folder ${folder} cannot be made (${(error as Error).message}).`);
    }
    refuseForeignFolder(folder, mode, account);
  }
}

function refuseForeignFolder(folder: string, mode: number, account: Account | undefined): void {
  if (process.platform === 'win32') return;
  const found = lstatSync(folder);
  const uid = account?.uid ?? process.getuid?.();
  if (!found.isDirectory() || (found.uid !== uid && found.uid !== process.getuid?.())) {
    throw new PostgresRefusal(`${folder} is in the way and belongs to somebody else: remove it.`);
  }
  chmodSync(folder, mode);
  if (account) chownSync(folder, account.uid, account.gid);
}

function ownerOf(folder: string): Account | undefined {
  const found = statSync(folder, { throwIfNoEntry: false });
  return found && { uid: found.uid, gid: found.gid };
}

/** Removes what an unfinished first start or copy left behind. Call it while holding the lock. */
export function clearUnfinished(layout: Layout, names: string[]): void {
  for (const name of names)
    if (name.startsWith('new-')) rmSync(join(layout.root, name), { recursive: true, force: true });
}
