import { isUtf8 } from 'node:buffer';
import { spawn } from 'node:child_process';
import type { Clipboard } from './source.ts';
import { programOf } from './programs.ts';
import { afterTaking, watchSelection } from './x-selection.ts';

const READS_WITHIN_MS = 2_000;
const WRITES_WITHIN_MS = 2_000;
const MOST_BYTES = 1024 * 1024;

type Place = { env: NodeJS.ProcessEnv; uid?: number; gid?: number };
type At = { name: string; authority: string };

/** The clipboard of an X desktop through xclip, as Unicode; nothing where xclip is not installed. */
export function clipboardOf(place: Place, display: At): Clipboard | undefined {
  const xclip = programOf(['xclip']);
  if (xclip === undefined) return undefined;
  const program = { xclip, place };
  return {
    read: async () => textOf((await readWith(program, 'UTF8_STRING')) ?? (await readWith(program, 'STRING'))),
    write: (text) => afterTaking(display, () => writeWith(program, text)),
    watch: (changed, lost) => watchSelection(display, { changed, lost }),
  };
}

type Program = { xclip: string; place: Place };

/** Unicode; and of a program of old that knows none, Latin-1. */
function textOf(bytes: Buffer | undefined): string {
  if (bytes === undefined) return '';
  return isUtf8(bytes) ? bytes.toString('utf8') : bytes.toString('latin1');
}

/** What is in it as such text; nothing when there is none or its owner does not answer, and nothing of more than a megabyte. */
function readWith({ xclip, place }: Program, target: 'UTF8_STRING' | 'STRING'): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const args = ['-selection', 'clipboard', '-out', '-target', target];
    const child = spawn(xclip, args, { ...place, stdio: ['ignore', 'pipe', 'ignore'] });
    const parts: Buffer[] = [];
    let size = 0;
    const timer = setTimeout(() => child.kill('SIGKILL'), READS_WITHIN_MS);
    child.stdout.on('data', (part: Buffer) => {
      size += part.length;
      if (size > MOST_BYTES) child.kill('SIGKILL');
      else parts.push(part);
    });
    child.on('error', () => resolve(undefined));
    child.on('close', (code) => {
      clearTimeout(timer);
      // One that is too long may have been given whole before it was stopped.
      if (size > MOST_BYTES) resolve(Buffer.alloc(0));
      else resolve(code === 0 ? Buffer.concat(parts) : undefined);
    });
  });
}

/** xclip stays in the background as the owner of what was written, until somebody else owns the clipboard. */
function writeWith({ xclip, place }: Program, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const args = ['-selection', 'clipboard', '-in', '-target', 'UTF8_STRING'];
    const child = spawn(xclip, args, { ...place, stdio: ['pipe', 'ignore', 'ignore'] });
    const timer = setTimeout(() => child.kill('SIGKILL'), WRITES_WITHIN_MS);
    child.on('error', reject);
    child.on('close', () => clearTimeout(timer));
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`xclip ended with ${code}`))));
    child.stdin.on('error', () => undefined);
    child.stdin.end(text, 'utf8');
  });
}
