import { atomOf, longs, padded, type XConnection } from './x-connection.ts';

const REQUEST = { changeProperty: 18, getProperty: 20 } as const;
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
  const atom = await atomOf(x, NAME);
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
