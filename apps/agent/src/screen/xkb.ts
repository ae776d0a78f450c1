import { ALPHABETIC, keymapOf, type Keymap, type KeyState } from './keymap.ts';
import { extensionOf, type XConnection } from './x-connection.ts';

/** XKB by the numbers of its protocol (X Keyboard Extension, appendix D). */
const REQUEST = { useExtension: 0, selectEvents: 1, getState: 4, getMap: 8, setMap: 9 } as const;
const EVENT = { newKeyboard: 0, map: 1, state: 2 } as const;
const EVENTS = (1 << EVENT.newKeyboard) | (1 << EVENT.map) | (1 << EVENT.state);
const CORE_KEYBOARD = 0x01_00;
const PARTS = { types: 1, symbols: 2, modifiers: 4 } as const;
/** What a symbol does besides, such as that it repeats, is found out anew. */
const RECOMPUTE_ACTIONS = 2;

/** The keyboard extension of an X server. */
export type Xkb = {
  keymap: () => Promise<Keymap>;
  state: () => Promise<KeyState>;
  /** Gives a key two symbols, without and with Shift, or none. Done by the time of the next answer. */
  put: (keymap: Keymap, keycode: number, symbols: readonly number[]) => void;
  /** What an event tells: another state, or that there is another keymap. */
  read: (event: Buffer) => KeyState | 'keymap' | undefined;
};

/** Turns to XKB and asks to be told of changes. @throws when the server has none */
export async function useXkb(x: XConnection): Promise<Xkb> {
  const extension = await extensionOf(x, 'XKEYBOARD');
  if (!extension) throw new Error('the X server has no XKEYBOARD');
  const { major, event: firstEvent } = extension;
  await x.ask(major, REQUEST.useExtension, words(1, 0));
  x.send(major, REQUEST.selectEvents, words(CORE_KEYBOARD, EVENTS, 0, EVENTS, 0xff, 0xff));
  return {
    async keymap() {
      const body = Buffer.alloc(24);
      words(CORE_KEYBOARD, PARTS.types | PARTS.symbols | PARTS.modifiers).copy(body);
      return keymapOf(await x.ask(major, REQUEST.getMap, body));
    },
    async state() {
      return stateAt(await x.ask(major, REQUEST.getState, words(CORE_KEYBOARD, 0)), 9);
    },
    put: (keymap, keycode, symbols) => x.send(major, REQUEST.setMap, newKey(keymap, keycode, symbols)),
    read(event) {
      if (event[0] !== firstEvent) return undefined;
      if (event[1] === EVENT.state) return stateAt(event, 10);
      return event[1] === EVENT.newKeyboard || event[1] === EVENT.map ? 'keymap' : undefined;
    },
  };
}

/** Base, latched and locked modifiers and the group stand one behind the other, in answers as in events. */
function stateAt(bytes: Buffer, at: number): KeyState {
  return {
    base: bytes.readUInt8(at),
    locked: bytes.readUInt8(at + 1) | bytes.readUInt8(at + 2),
    group: bytes.readUInt8(at + 3),
  };
}

function newKey({ first, keys }: Keymap, keycode: number, symbols: readonly number[]): Buffer {
  const isEmpty = symbols.every((symbol) => symbol === 0);
  const size = isEmpty ? 0 : symbols.length;
  const head = Buffer.alloc(32);
  words(CORE_KEYBOARD, PARTS.symbols, RECOMPUTE_ACTIONS).copy(head);
  head.set([first, first + keys.length - 1, 0, 0, keycode, 1, size, 0], 6);
  const key = Buffer.alloc(8 + size * 4);
  if (!isEmpty) key.set([ALPHABETIC, 0, 0, 0, 1, size, size, 0], 0);
  for (let index = 0; index < size; index++) key.writeUInt32LE(symbols[index] ?? 0, 8 + index * 4);
  return Buffer.concat([head, key]);
}

function words(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2);
  for (const [index, value] of values.entries()) bytes.writeUInt16LE(value, index * 2);
  return bytes;
}
