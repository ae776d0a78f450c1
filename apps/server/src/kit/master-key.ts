// The file with the master key: made once, never sent anywhere, never part of a backup.
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import { StartRefusal } from './start-refusal.ts';

const KEY_BYTES = 32;
const HEAD = `# The master key of Latchkey. Without it, sealed secrets and mailed links are lost.
# Keep a copy somewhere safe, away from the backups of the data. One key a line: the first seals, the others only open.
`;

/**
 * The master keys in a file, the present one first; makes the file with one random key when there is none.
 * Processes that start together agree on one key. Throws StartRefusal when others may read the file or it holds no key.
 */
export function readMasterKeys(file: string): [Buffer, ...Buffer[]] {
  const text = readOrNothing(file) ?? makeFile(file);
  refuseReadableByOthers(file);
  const lines = text.split('\n').map((line) => line.trim());
  const [present, ...older] = lines
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => keyOf(line, file));
  if (present === undefined) throw new StartRefusal(`${file} holds no key. Put back the copy of it that you keep.`);
  return [present, ...older];
}

function keyOf(line: string, file: string): Buffer {
  const key = Buffer.from(line, 'base64url');
  if (key.length === KEY_BYTES && key.toString('base64url') === line) return key;
  throw new StartRefusal(`${file} has a line that is no key. Put back the copy of it that you keep.`);
}

// Written beside its place and linked to it: the name appears with the whole key behind it or not at all, and the first of two wins.
function makeFile(file: string): string {
  const folder = dirname(file);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const draft = `${file}.${randomBytes(8).toString('hex')}`;
  writeDurably(draft, `${HEAD}${randomBytes(KEY_BYTES).toString('base64url')}\n`);
  try {
    linkSync(draft, file);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  } finally {
    unlinkSync(draft);
  }
  syncFolder(folder);
  return readFileSync(file, 'utf8');
}

function writeDurably(file: string, text: string): void {
  const handle = openSync(file, 'wx', 0o600);
  try {
    writeSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

// Windows can't open a folder to flush it, and does not need to.
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

// Modes mean nothing on Windows, where the folder's own rights decide.
function refuseReadableByOthers(file: string): void {
  const mode = statSync(file).mode & 0o777;
  if (process.platform === 'win32' || (mode & 0o077) === 0) return;
  throw new StartRefusal(
    `The master key ${file} can be read by other users of this machine (mode ${mode.toString(8)}). Run: chmod 600 ${file}`,
  );
}

function readOrNothing(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw new StartRefusal(`The master key ${file} can't be read (${codeOf(error)}).`);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
