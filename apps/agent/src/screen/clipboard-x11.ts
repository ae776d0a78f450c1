import { spawn } from 'node:child_process';
import type { Clipboard } from './source.ts';
import { programOf } from './programs.ts';

const READS_WITHIN_MS = 2_000;
const MOST_BYTES = 1024 * 1024;

type Place = { env: NodeJS.ProcessEnv; uid?: number; gid?: number };

/** The clipboard of an X desktop through xclip, as UTF-8; nothing where xclip is not installed. */
export function clipboardOf(place: Place): Clipboard | undefined {
  const xclip = programOf(['xclip']);
  if (xclip === undefined) return undefined;
  const program = { xclip, place };
  return {
    read: () => readWith(program),
    write: (text) => writeWith(program, text),
  };
}

type Program = { xclip: string; place: Place };

/** What is in it as text; empty when there is nothing, no text, more than a megabyte, or its owner does not answer. */
function readWith({ xclip, place }: Program): Promise<string> {
  return new Promise((resolve) => {
    const args = ['-selection', 'clipboard', '-out', '-target', 'UTF8_STRING'];
    const child = spawn(xclip, args, { ...place, stdio: ['ignore', 'pipe', 'ignore'] });
    const parts: Buffer[] = [];
    let size = 0;
    const timer = setTimeout(() => child.kill('SIGKILL'), READS_WITHIN_MS);
    child.stdout.on('data', (part: Buffer) => {
      size += part.length;
      if (size > MOST_BYTES) child.kill('SIGKILL');
      else parts.push(part);
    });
    child.on('error', () => resolve(''));
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve(code === 0 ? Buffer.concat(parts).toString('utf8') : '');
    });
  });
}

/** xclip stays in the background as the owner of what was written, until somebody else owns the clipboard. */
function writeWith({ xclip, place }: Program, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const args = ['-selection', 'clipboard', '-in', '-target', 'UTF8_STRING'];
    const child = spawn(xclip, args, { ...place, stdio: ['pipe', 'ignore', 'ignore'] });
    child.on('error', reject);
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`xclip ended with ${code}`))));
    child.stdin.on('error', () => undefined);
    child.stdin.end(text, 'utf8');
  });
}
