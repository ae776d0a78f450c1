import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { accountFor, closedFolder, inheritOwner, letPass, type Account } from './account.ts';
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
  // Folders above the data directory are not ours to close.
  mkdirSync(dirname(dataDir), { recursive: true });
  mkdirSync(home, { recursive: true, mode: 0o700 });
  return realpathSync(home);
}

/**
 * Decides where the database is and as whom it runs. Call it while holding the lock. Throws PostgresRefusal where data
 * that exists belongs to somebody else, is gone, or can no longer be reached.
 */
export function layOut(home: string, { dataDir, say, elsewhere = '/var/lib' }: Place): Layout {
  const recorded = recordedRoot(home);
  const account = accountFor(ownerOf(join(recorded ?? home, 'data')));
  const closed = recorded === undefined ? openWay(home, dataDir, account) : undefined;
  const root = recorded ?? (closed === undefined ? home : rootElsewhere(home, closed, { dataDir, say, elsewhere }));
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

/** `elsewhere`: under which folder the database goes when the data directory is closed to the user it runs as. */
export type Place = { dataDir: string; say: (line: string) => void; elsewhere?: string };

function recordedRoot(home: string): string | undefined {
  const pointer = join(home, 'elsewhere');
  if (!existsSync(pointer)) return undefined;
  const root = readFileSync(pointer, 'utf8').trim();
  if (existsSync(join(root, 'data'))) return root;
  throw new PostgresRefusal(
    `The database is missing: ${pointer} says that it is in ${root}, and it is not. Bring that folder back, or delete ${pointer} to begin with an empty database.`,
  );
}

/** Opens the way to `home` for the account, as far as the folders are Latchkey's own, and gives the first that stays closed. */
function openWay(home: string, dataDir: string, account: Account | undefined): string | undefined {
  if (!account) return undefined;
  const own = [realpathSync(dataDir), home];
  const closed = closedFolder(home, account, own);
  if (closed === undefined) for (const folder of own) letPass(folder, account);
  return closed;
}

function rootElsewhere(home: string, closed: string, { say, elsewhere }: Required<Place>): string {
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
  const instead = account ? '' : 'start Latchkey as that user or as root, or ';
  throw new PostgresRefusal(
    `The database in ${data} belongs to another user (uid ${owner.uid}): ${instead}hand it over with "chown -R ${uid} ${data}".`,
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

/** Removes a socket folder that is in the temporary folder of the system. Ours alone, so nothing is in it any more. */
export function leaveSocketFolder({ root, run }: Layout): void {
  if (run !== join(root, 'run')) rmSync(run, { recursive: true, force: true });
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
    else inheritOwner(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    refuseForeignFolder(folder, mode, account);
  }
}

function refuseForeignFolder(folder: string, mode: number, account: Account | undefined): void {
  if (process.platform === 'win32') return;
  const found = lstatSync(folder);
  // No link is followed, and no folder taken that somebody put where everybody may write.
  const trusted = [process.getuid?.(), account?.uid, lstatSync(dirname(folder)).uid];
  if (!found.isDirectory() || !trusted.includes(found.uid)) {
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
export function clearUnfinished({ root }: Layout): void {
  const left = readdirSync(root).filter((name) => name.startsWith('new-'));
  // Retried, because an initdb that outlived a killed server may be writing into it still.
  for (const name of left) rmSync(join(root, name), { recursive: true, force: true, maxRetries: 10 });
}
