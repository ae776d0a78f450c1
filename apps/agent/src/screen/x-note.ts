import { padded, type XConnection } from './x-connection.ts';

const REQUEST = { internAtom: 16, changeProperty: 18, getProperty: 20 } as const;
const CARDINAL = 6;
const NAME = '_LATCHKEY_BORROWED_KEYS';
const MOST_WORDS = 64;

/** Which keys were borrowed of a display, written there, so that an agent that comes after one that was killed can give them back. */
export type BorrowedNote = {
  read: () => Promise<number[]>;
  write: (keycodes: readonly number[]) => void;
};

/** The note of a display, as a property of its root window. */
export async function borrowedNote(x: XConnection): Promise<BorrowedNote> {
  const name = Buffer.alloc(4 + padded(NAME.length));
  name.writeUInt16LE(NAME.length, 0);
  name.write(NAME, 4, 'latin1');
  const atom = (await x.ask(REQUEST.internAtom, 0, name)).readUInt32LE(8);
  return {
    async read() {
      const answer = await x.ask(REQUEST.getProperty, 0, longs(x.root, atom, CARDINAL, 0, MOST_WORDS));
      return answer[1] === 8 ? [...answer.subarray(32, 32 + answer.readUInt32LE(16))] : [];
    },
    write(keycodes) {
      const bytes = Buffer.alloc(padded(keycodes.length));
      bytes.set(keycodes);
      x.send(REQUEST.changeProperty, 0, Buffer.concat([longs(x.root, atom, CARDINAL, 8, keycodes.length), bytes]));
    },
  };
}

function longs(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeUInt32LE(value, index * 4);
  return bytes;
}
