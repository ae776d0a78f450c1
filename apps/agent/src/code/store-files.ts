import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, lstat, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { objectOf } from '@latchkey/wire/bytes';
import { misshapen, type Shape } from '@latchkey/wire/link-shape';
import { StoreTrouble } from './store-trouble.ts';

/** A file of the store: its name, and what its content has to be. */
export type StoreFile<T> = { name: string; shape: Shape<T> };

const HEADER = 'latchkey-agent state 1 sha256';
const IS_WINDOWS = process.platform === 'win32';

/** Makes the folder, for its owner only, where it is missing; refuses one that is somebody else's or that others may enter. */
export async function prepareFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await checkFolder(folder);
}

/** Refuses a folder that is missing, a link, somebody else's, or open to others. Windows guards it by the rights its installation sets. */
export async function checkFolder(folder: string): Promise<void> {
  const found = await lstat(folder).catch((cause: unknown) => {
    if (codeOf(cause) === 'ENOENT')
      throw new StoreTrouble('missing', `This computer is not enrolled: there is no folder ${folder}.`);
    throw new StoreTrouble('unreadable', `The folder ${folder} can't be read.`, cause);
  });
  if (!found.isDirectory()) throw new StoreTrouble('unreadable', `${folder} is not a folder.`);
  if (IS_WINDOWS) return;
  if (found.uid !== process.getuid?.())
    throw new StoreTrouble('exposed', `The folder ${folder} belongs to another user.`);
  if ((found.mode & 0o077) !== 0)
    throw new StoreTrouble(
      'exposed',
      `Other users may enter the folder ${folder}. It holds keys: run chmod 700 on it.`,
    );
}

/** The names of the files in the folder. */
export async function namesIn(folder: string): Promise<Set<string>> {
  return new Set(await readdir(folder));
}

/** Reads a file, checks its sum and its shape. Throws `unreadable`, naming the file, for anything but what was once written whole. */
export async function readDurable<T>(folder: string, file: StoreFile<T>): Promise<T> {
  const path = join(folder, file.name);
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new StoreTrouble('unreadable', `${path} can't be read.`, cause);
  });
  const [, sum, body] = /^latchkey-agent state 1 sha256 ([0-9a-f]{64})\n(.*)\n$/s.exec(text) ?? [];
  if (sum === undefined || body === undefined || sumOf(body) !== sum)
    throw new StoreTrouble(
      'unreadable',
      `${path} is damaged: its content is not what the agent wrote. Nothing has been changed.`,
    );
  const value = file.shape(objectOf(body));
  if (value === misshapen)
    throw new StoreTrouble(
      'unreadable',
      `${path} is not understood: perhaps a newer agent wrote it. Nothing has been changed.`,
    );
  return value;
}

/** A file and what is to stand in it. */
export type Written = { file: StoreFile<unknown>; value: unknown };

/**
 * Writes files whole or not at all, one after the other: each beside its place, flushed, then renamed; at the end the folder is flushed.
 * Once this returns, a crash or a power failure brings none of the earlier contents back. Throws, before anything is written, for what
 * `readDurable` would refuse: no mistake of ours may lock a computer out of its own state.
 */
export async function writeDurable(folder: string, files: readonly Written[]): Promise<void> {
  const wrong = files.find(({ file, value }) => file.shape(value) === misshapen);
  if (wrong) throw new Error(`${wrong.file.name} would not be readable`);
  for (const { file, value } of files) {
    const body = JSON.stringify(value);
    await placeFlushed(folder, file.name, `${HEADER} ${sumOf(body)}\n${body}\n`);
  }
  await flushFolder(folder);
}

/** Takes these files out of the folder, durably; those that are missing are no error. */
export async function removeDurable(folder: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    await rm(join(folder, name), { force: true });
    await rm(besideOf(folder, name), { force: true });
  }
  await flushFolder(folder);
}

/** Puts a file that only its owner may read in its place, whole and flushed, instead of the one that was there. */
export async function placeFlushed(folder: string, name: string, text: string): Promise<void> {
  const beside = besideOf(folder, name);
  // Of an earlier write that broke off.
  await rm(beside, { force: true });
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL;
  await withFile(await open(beside, flags, 0o600), async (file) => {
    await file.writeFile(text);
    await file.sync();
  });
  await rename(beside, join(folder, name));
}

/** The code of a failed system call. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
}

async function flushFolder(folder: string): Promise<void> {
  // Windows can't open a folder; its file system journals the rename.
  if (IS_WINDOWS) return;
  await withFile(await open(folder, constants.O_RDONLY), (handle) => handle.sync());
}

async function withFile(file: FileHandle, work: (file: FileHandle) => Promise<void>): Promise<void> {
  try {
    await work(file);
  } finally {
    await file.close();
  }
}

function besideOf(folder: string, name: string): string {
  return join(folder, `.${name}.new`);
}

function sumOf(body: string): string {
  return createHash('sha256').update(body).digest('hex');
}
