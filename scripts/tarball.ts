import { gzipSync } from 'node:zlib';

/** A file of a tar archive; the name has at most 100 bytes. */
export type Entry = { name: string; content: Buffer; mode: number };

const BLOCK = 512;
/** The moment that npm itself writes into its packages, so that the same content makes the same archive. */
const MTIME_S = 499_162_500;

/** A gzipped tar archive (POSIX.1-1988, “ustar”), the same for the same content. */
export function tarball(entries: readonly Entry[]): Buffer {
  const parts = entries.flatMap(({ content, ...head }) => [
    header(head, content.length),
    content,
    Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK),
  ]);
  return gzipSync(Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)]), { level: 9 });
}

function header({ name, mode }: Omit<Entry, 'content'>, size: number): Buffer {
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, at: number, length: number): void =>
    void block.write(value.toString(8).padStart(length - 1, '0'), at, 'latin1');
  block.write(name, 0, 100, 'utf8');
  octal(mode, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(MTIME_S, 136, 12);
  // The sum is over the header with spaces in the sum's own place.
  block.write('        ', 148, 'latin1');
  block.write('0', 156, 'latin1');
  block.write('ustar\u000000', 257, 'latin1');
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}
