import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

const COOKIE = 'MIT-MAGIC-COOKIE-1';
/** Of the addresses in such a file: this machine by its name, and any machine (X.Org, Xauth.h). */
const LOCAL = 256;
const WILD = 0xff_ff;

type Entry = { family: number; address: string; number: string; name: string; data: Buffer };

/** What opens a display, from the file of its cookies: for this machine by its name first; nothing where there is none. */
export function cookieOf(file: string, display: string): Buffer | undefined {
  const fitting = entriesIn(file).filter(
    ({ family, number, name }) =>
      name === COOKIE && (number === '' || number === display) && [LOCAL, WILD].includes(family),
  );
  const mine = fitting.find(({ family, address }) => family === LOCAL && address === hostname());
  return (mine ?? fitting[0])?.data;
}

function entriesIn(file: string): Entry[] {
  const entries: Entry[] = [];
  try {
    const bytes = readFileSync(file);
    let at = 0;
    const field = (): Buffer => {
      const end = at + 2 + bytes.readUInt16BE(at);
      const value = bytes.subarray(at + 2, end);
      at = end;
      return value;
    };
    while (at < bytes.length) {
      const family = bytes.readUInt16BE(at);
      at += 2;
      const [address, number, name, data] = [field(), field(), field(), field()];
      entries.push({ family, address: String(address), number: String(number), name: String(name), data });
    }
  } catch {
    // No file, or one that breaks off: what was read so far counts.
  }
  return entries;
}
