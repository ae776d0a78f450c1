/** How a kind of key comes from the modifiers to its level: those that count, and what each set of them gives (else level 0). */
type KeyType = { mask: number; levels: readonly { mods: number; level: number }[] };

/** A key: the kind it is of in each of its groups (layouts), and the symbols, `width` levels a group. */
type KeySymbols = { types: readonly number[]; groupInfo: number; width: number; symbols: readonly number[] };

/** The keyboard of an X display: its keys by their codes, from `first` on, and which modifiers each sets. */
export type Keymap = {
  first: number;
  types: readonly KeyType[];
  keys: readonly KeySymbols[];
  modifiers: ReadonlyMap<number, number>;
};

/** The modifiers and the group that are on: by keys that are down (`base`), and by whatever lasts (`locked`). */
export type KeyState = { base: number; locked: number; group: number };

const SHIFT = 1;
const LOCK = 2;
/** The kind that every keymap has as its third: two levels, the other one with Shift or with Caps Lock (XKBproto, 7.2.2). */
export const ALPHABETIC = 2;

const TAB = 0xff_09;
const ISO_LEFT_TAB = 0xfe_20;
const EMPTY: KeySymbols = { types: [], groupInfo: 0, width: 0, symbols: [] };

/** Reads XKB's answer about kinds of keys, symbols and modifiers (XKBproto, GetMap). @throws RangeError when it breaks off */
export function keymapOf(answer: Buffer): Keymap {
  const counts = {
    types: answer.readUInt8(15),
    first: answer.readUInt8(17),
    keys: answer.readUInt8(20),
    modifiers: answer.readUInt8(33),
  };
  let at = 40;
  const types = Array.from({ length: counts.types }, () => {
    const entries = answer.readUInt8(at + 5);
    const hasPreserve = answer.readUInt8(at + 6) !== 0;
    const from = at + 8;
    at = from + entries * (hasPreserve ? 12 : 8);
    const levels = Array.from({ length: entries }, (_, index) => from + index * 8)
      .filter((entry) => answer.readUInt8(entry) !== 0)
      .map((entry) => ({ mods: answer.readUInt8(entry + 1), level: answer.readUInt8(entry + 2) }));
    return { mask: answer.readUInt8(from - 8), levels };
  });
  const keys = Array.from({ length: counts.keys }, () => {
    const [from, count] = [at, answer.readUInt16LE(at + 6)];
    at += 8 + count * 4;
    return {
      types: [...answer.subarray(from, from + 4)],
      groupInfo: answer.readUInt8(from + 4),
      width: answer.readUInt8(from + 5),
      symbols: Array.from({ length: count }, (_, index) => answer.readUInt32LE(from + 8 + index * 4)),
    };
  });
  const modifiers = new Map<number, number>();
  for (let index = 0; index < counts.modifiers; index++)
    modifiers.set(answer.readUInt8(at + index * 2), answer.readUInt8(at + index * 2 + 1));
  return { first: counts.first, types, keys, modifiers };
}

/**
 * The key that TigerVNC presses for a symbol: the first that makes it as the modifiers are now. Nothing when none does: then it drops the
 * symbol (XDesktop.cxx in 1.12), or finds a spare key for it (later ones).
 */
export function keyFor(keymap: Keymap, keysym: number, state: KeyState): number | undefined {
  const index = keymap.keys.findIndex((_, key) => symbolOf(keymap, key, state) === keysym);
  if (index !== -1) return keymap.first + index;
  const isBackTab = keysym === TAB && ((state.base | state.locked) & SHIFT) !== 0;
  return isBackTab ? keyFor(keymap, ISO_LEFT_TAB, state) : undefined;
}

/** As libX11 finds it (XkbTranslateKeyCode). */
function symbolOf(keymap: Keymap, index: number, { base, locked, group }: KeyState): number {
  const { types, groupInfo, width, symbols } = keymap.keys[index] ?? EMPTY;
  const groups = groupInfo & 0x0f;
  if (groups === 0) return 0;
  const inRange = groupInRange(group, groups, groupInfo);
  const type = keymap.types[types[inRange] ?? 0];
  const mods = (base | locked) & (type?.mask ?? 0);
  const level = type?.levels.find((one) => one.mods === mods)?.level ?? 0;
  return symbols[inRange * width + level] ?? 0;
}

function groupInRange(group: number, groups: number, groupInfo: number): number {
  if (group < groups) return group;
  const how = groupInfo & 0xc0;
  if (how === 0x40) return groups - 1;
  const redirected = (groupInfo & 0x30) >> 4;
  if (how === 0x80) return redirected < groups ? redirected : 0;
  return group % groups;
}

/** The modifiers that are on while these symbols' keys are down. */
export function modifiersOf(keymap: Keymap, keysyms: readonly number[]): number {
  let mods = 0;
  for (const [keycode, set] of keymap.modifiers)
    if (keysyms.some((keysym) => symbolsOf(keymap, keycode).includes(keysym))) mods |= set;
  return mods;
}

/** The symbols of a key, by level: those of its only group. */
export function symbolsOf(keymap: Keymap, keycode: number): readonly number[] {
  return keymap.keys[keycode - keymap.first]?.symbols ?? [];
}

/** The keys that make nothing, from the last to the first. */
export function spareKeys(keymap: Keymap): number[] {
  return keymap.keys
    .map((key, index) => ({ keycode: keymap.first + index, isEmpty: key.symbols.every((symbol) => symbol === 0) }))
    .filter(({ keycode, isEmpty }) => isEmpty && (keymap.modifiers.get(keycode) ?? 0) === 0)
    .map(({ keycode }) => keycode)
    .toReversed();
}

/** Whether a key is as `withKey` makes one. */
export function isOfOurs(keymap: Keymap, keycode: number): boolean {
  const { types, groupInfo, width } = keymap.keys[keycode - keymap.first] ?? EMPTY;
  const isBare = (keymap.modifiers.get(keycode) ?? 0) === 0;
  return isBare && (groupInfo & 0x0f) === 1 && width === 2 && types[0] === ALPHABETIC;
}

/** The keymap with these symbols on a key, without and with Shift (or Caps Lock, but not both); none empties it. */
export function withKey(keymap: Keymap, keycode: number, symbols: readonly number[]): Keymap {
  const isEmpty = symbols.every((symbol) => symbol === 0);
  const key = isEmpty ? EMPTY : { types: [ALPHABETIC, 0, 0, 0], groupInfo: 1, width: 2, symbols };
  return { ...keymap, keys: keymap.keys.with(keycode - keymap.first, key) };
}

/** The level that such a key is at. */
export function levelOf({ base, locked }: KeyState): 0 | 1 {
  const mods = base | locked;
  return ((mods & SHIFT) !== 0) === ((mods & LOCK) !== 0) ? 0 : 1;
}

/** Whether a symbol may be put on a spare key: characters and plain keys, and none that sets modifiers or makes the X server act. */
export function isPlain(keysym: number): boolean {
  const isLatin = (keysym >= 0x20 && keysym <= 0x7e) || (keysym >= 0xa0 && keysym <= 0xff);
  const isOfAlphabet = keysym >= 0x1_00 && keysym < 0xfd_00;
  const isUnicode = keysym >= 0x1_00_00_a0 && keysym <= 0x1_10_ff_ff && (keysym & 0xff_f8_00) !== 0xd8_00;
  return isLatin || isOfAlphabet || isUnicode || PLAIN_KEYS.some(([from, to]) => keysym >= from && keysym <= to);
}

/** Backspace to Escape, arrows, editing, number pad, F1 to F35, Delete: by the ranges of X11's keysymdef.h. */
const PLAIN_KEYS: readonly (readonly [number, number])[] = [
  [0xff_08, 0xff_13],
  [0xff_1b, 0xff_1b],
  [0xff_50, 0xff_58],
  [0xff_60, 0xff_6b],
  [0xff_80, 0xff_b9],
  [0xff_bd, 0xff_e0],
  [0xff_ff, 0xff_ff],
];
