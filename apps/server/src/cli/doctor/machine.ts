import { accessSync, constants, existsSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Config } from '../../config.ts';
import { readMasterKeys } from '../../kit/master-key.ts';
import { hasDatabase } from '../../kit/postgres/reach.ts';
import { about, type Finding, reasonOf } from './finding.ts';

const OLDEST_NODE = 24;
const GIB = 1024 ** 3;
const SKEW_MS = 2_000;

/** Whether this Node can run Latchkey. */
export function checkNode(version = process.versions.node): Finding {
  const { ok, trouble } = about('node');
  if (Number(version.split('.')[0]) >= OLDEST_NODE) return ok(`Node ${version}.`);
  return trouble(`Node ${version} is too old.`, `Use Node ${OLDEST_NODE} or newer; npm start brings its own.`);
}

/** Whether the data directory can be written and has room. */
export function checkDisk({ dataDir }: Pick<Config, 'dataDir'>): Finding {
  const { ok, warning, trouble } = about('disk');
  const folder = existing(dataDir);
  try {
    accessSync(folder, constants.W_OK);
  } catch {
    return trouble(
      `${folder} can't be written by this user.`,
      'Run Latchkey as its owner, or set DATA_DIR to another folder.',
    );
  }
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  const says = `${(free / GIB).toFixed(1)} GiB are free for ${dataDir}.`;
  if (free < GIB / 2) return trouble(says, 'Make room now: a full disk stops the database.');
  return free < 2 * GIB ? warning(says, 'Make room soon: a full disk stops the database.') : ok(says);
}

/** Whether the master key is there and only its owner can read it. Never makes one. */
export function checkKey({ masterKeyFile, dataDir }: Pick<Config, 'masterKeyFile' | 'dataDir'>): Finding {
  const { ok, warning, trouble } = about('key');
  if (!existsSync(masterKeyFile)) {
    if (!hasDatabase(dataDir)) return ok('There is no master key yet; the first start makes it.');
    return trouble(
      `The master key ${masterKeyFile} is missing.`,
      'Put back the copy of it that you keep. Do not start without it.',
    );
  }
  try {
    readMasterKeys(masterKeyFile);
  } catch (error) {
    const [says = '', ...rest] = reasonOf(error).split(/(?<=\.|\)) (?=[A-Z])/);
    return trouble(says, rest.join(' ') || 'Make it readable for the user that runs Latchkey.');
  }
  const mode = statSync(dirname(masterKeyFile)).mode & 0o777;
  if (process.platform !== 'win32' && (mode & 0o022) !== 0) {
    const remedy = `Run: chmod go-w ${dirname(masterKeyFile)}`;
    return warning(`Others may write into the folder of the master key (mode ${mode.toString(8)}).`, remedy);
  }
  return ok(`The master key ${masterKeyFile} is readable by its owner only.`);
}

/** Whether the clock of the disk agrees with ours: on a network folder it is another machine's. */
export function checkFileClock({ dataDir }: Pick<Config, 'dataDir'>): Finding {
  const { ok, warning } = about('clock');
  const probe = join(existing(dataDir), `.clock-${process.pid}`);
  try {
    const before = Date.now();
    writeFileSync(probe, '', { mode: 0o600 });
    const skew = statSync(probe).mtimeMs - before;
    if (Math.abs(skew) <= SKEW_MS) return ok('The disk’s clock agrees with this machine’s.');
    const says = `The disk’s clock is ${seconds(skew)} than this machine’s.`;
    return warning(says, 'Set both machines’ clocks by NTP.');
  } catch (error) {
    return warning(`The disk’s clock can't be compared (${reasonOf(error)}).`, 'Let this user write into DATA_DIR.');
  } finally {
    rmSync(probe, { force: true });
  }
}

/** A difference of clocks in words: `3.2 s later`. */
export function seconds(skewMs: number): string {
  return `${(Math.abs(skewMs) / 1000).toFixed(1)} s ${skewMs > 0 ? 'later' : 'earlier'}`;
}

/** The folder itself, or the nearest one above it that exists. */
function existing(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : existing(dirname(folder));
}
