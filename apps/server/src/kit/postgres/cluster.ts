import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { inheritOwner } from './account.ts';
import { clearUnfinished, type Layout } from './layout.ts';
import { nameLibrary } from './nameless.ts';
import { PostgresRefusal } from './refusal.ts';
import { run, type RunAs } from './run.ts';

/** PostgreSQL's programs and their major version. */
export type Software = { bin: string; major: number };

/** Asks the programs in `bin` for their version; this is also the proof that they run on this system. */
export async function softwareIn(bin: string, layout: Layout): Promise<Software> {
  const program = join(bin, 'postgres');
  const { output } = await run(program, ['--version'], { account: layout.account, cwd: layout.root });
  const major = Number(/PostgreSQL\) (\d+)/.exec(output)?.[1]);
  if (!major) throw new PostgresRefusal(`${program} does not run on this system: ${lastLineOf(output)}`);
  return { bin, major };
}

/**
 * Makes the database's files unless they are there. They are built beside their place and moved there when whole, so a
 * crash in the middle leaves nothing that looks like a database. Throws PostgresRefusal for data of another version.
 */
export async function ensureCluster(software: Software, layout: Layout, say: (line: string) => void): Promise<void> {
  clearUnfinished(layout);
  if (existsSync(layout.data)) return refuseOtherVersion(layout.data, software.major);
  say('Making the database (first start).');
  keepSecret(layout.superuserSecret);
  // initdb reads it itself, as the user it runs as. It stays the only copy: there is no temporary one to forget.
  if (layout.account) chownSync(layout.superuserSecret, layout.account.uid, layout.account.gid);
  const half = mkdtempSync(join(layout.root, 'new-'));
  if (layout.account) chownSync(half, layout.account.uid, layout.account.gid);
  const args = initdbArguments(software, layout, join(half, 'data'));
  const outcome = await run(join(software.bin, 'initdb'), args, namedUser(layout, half));
  if (outcome.code !== 0) {
    rmSync(half, { recursive: true, force: true });
    throw new PostgresRefusal(`The database could not be made in ${layout.root}: ${lastLineOf(outcome.output)}`);
  }
  renameSync(join(half, 'data'), layout.data);
  syncFolder(layout.root);
  rmSync(half, { recursive: true, force: true });
}

/** Reads the secret in `path`, after making a random one where there is none. The file is readable by its owner only. */
export function keepSecret(path: string): string {
  try {
    writeFileSync(path, randomBytes(32).toString('base64url'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  inheritOwner(path);
  return readFileSync(path, 'utf8').trim();
}

function initdbArguments({ major }: Software, layout: Layout, data: string): string[] {
  // The builtin provider sorts the same on every system and never needs a reindex after an upgrade of its libraries.
  const locale =
    major >= 17 ? ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'] : ['--locale=C.UTF-8'];
  const access = ['--username=postgres', `--pwfile=${layout.superuserSecret}`, '--auth=scram-sha-256'];
  return [`--pgdata=${data}`, ...access, '--encoding=UTF8', ...locale, '--data-checksums', '--no-instructions'];
}

/**
 * initdb insists on a name for the user it runs as and cannot be told one. A container started with a bare number as
 * its user has none, so there the C library's question is answered by a small library of our own.
 */
function namedUser(layout: Layout, folder: string): RunAs {
  const as: RunAs = { account: layout.account, cwd: folder };
  if (layout.account || process.platform !== 'linux') return as;
  try {
    userInfo();
    return as;
  } catch {
    const library = nameLibrary(process.arch, process.getuid?.() ?? 0, process.getgid?.() ?? 0);
    if (library === undefined) return as;
    writeFileSync(join(folder, 'name.so'), library, { mode: 0o600 });
    // A relative path, because the loader splits the variable at spaces and colons.
    return { ...as, env: { LD_PRELOAD: './name.so' } };
  }
}

function refuseOtherVersion(data: string, major: number): void {
  const file = join(data, 'PG_VERSION');
  const found = existsSync(file) ? Number(readFileSync(file, 'utf8')) : Number.NaN;
  if (found === major) return;
  if (Number.isNaN(found)) throw new PostgresRefusal(`${data} is not a PostgreSQL database: move it away.`);
  const way =
    found > major
      ? 'Start the version of Latchkey that made it.'
      : 'Start the version of Latchkey that made it, take a dump, and load it into an empty data directory of this one.';
  throw new PostgresRefusal(
    `The database in ${data} was made by PostgreSQL ${found}, and this is PostgreSQL ${major}. ${way}`,
  );
}

/**
 * Writes the settings. They are ours, not the operator's (who tunes a server of their own by DATABASE_URL), and they lie
 * outside of the data, so every start brings the ones of this version.
 */
export function writeSettings(software: Software, layout: Layout): void {
  const hosts =
    process.platform === 'win32' ? ['host all all 127.0.0.1/32 scram-sha-256'] : ['local all all scram-sha-256'];
  writeConf(join(layout.conf, 'pg_hba.conf'), hosts);
  writeConf(join(layout.conf, 'postgresql.conf'), [
    // What initdb found out about this system: kinds of shared memory.
    `include = ${quoted(join(layout.data, 'postgresql.conf'))}`,
    `hba_file = ${quoted(join(layout.conf, 'pg_hba.conf'))}`,
    process.platform === 'win32' ? `listen_addresses = '127.0.0.1'` : `listen_addresses = ''`,
    // A list in which a name with commas or blanks needs quotes of its own.
    `unix_socket_directories = ${process.platform === 'win32' ? `''` : quoted(`"${layout.run.replaceAll('"', '""')}"`)}`,
    'unix_socket_permissions = 0700',
    ...LASTING,
    ...(software.major >= 18 ? ['io_method = sync'] : []),
  ]);
}

const LASTING = [
  'fsync = on',
  'synchronous_commit = on',
  'full_page_writes = on',
  'password_encryption = scram-sha-256',
  'max_connections = 100',
  'shared_buffers = 128MB',
  'jit = off',
  // Fewer idle processes: nothing here replicates logically, and a container's /dev/shm is small for parallel queries.
  'max_logical_replication_workers = 0',
  'max_parallel_workers_per_gather = 0',
  `timezone = 'UTC'`,
  `log_timezone = 'UTC'`,
  `lc_messages = 'C'`,
  // The log names what failed but repeats neither values of rows nor statements: they hold personal data and secrets.
  'logging_collector = off',
  `log_destination = 'stderr'`,
  `log_line_prefix = '%m [%p] '`,
  'log_error_verbosity = terse',
  'log_min_error_statement = panic',
  'log_checkpoints = off',
];

function writeConf(path: string, lines: string[]): void {
  writeFileSync(path, `# Written by Latchkey at every start.\n${lines.join('\n')}\n`);
  chmodSync(path, 0o644);
  inheritOwner(path);
}

/** A value of postgresql.conf. */
function quoted(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll(`'`, `''`)}'`;
}

/** The last line that says something: PostgreSQL's programs end with the reason. */
export function lastLineOf(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  return lines.findLast((line) => /error|fatal|panic/i.test(line)) ?? lines.at(-1) ?? 'it said nothing';
}

function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  fsyncSync(handle);
  closeSync(handle);
}
