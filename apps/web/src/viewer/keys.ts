/** A key as noVNC sends it: what it means, and where it lies on the keyboard if that is known. */
export type Key = { keysym: number; code: string | null };

const control: Key = { keysym: 0xff_e3, code: 'ControlLeft' };
const alt: Key = { keysym: 0xff_e9, code: 'AltLeft' };

/** What no browser hands to a page, or what a phone has no key for: pressed in this order, let go in the other. */
const combinations = {
  'ctrl-alt-del': [control, alt, { keysym: 0xff_ff, code: 'Delete' }],
  'alt-tab': [alt, { keysym: 0xff_09, code: 'Tab' }],
  'alt-f4': [alt, { keysym: 0xff_c1, code: 'F4' }],
  super: [{ keysym: 0xff_eb, code: 'MetaLeft' }],
  escape: [{ keysym: 0xff_1b, code: 'Escape' }],
  tab: [{ keysym: 0xff_09, code: 'Tab' }],
  print: [{ keysym: 0xff_61, code: 'PrintScreen' }],
} as const satisfies Record<string, readonly Key[]>;

export type Combination = keyof typeof combinations;
/** The names of the combinations, in the order of the menu. */
export const combinationNames = Object.keys(combinations) as Combination[];
export const FUNCTION_KEYS = 12;

/** The keys of a combination. */
export function keysOf(combination: Combination): readonly Key[] {
  return combinations[combination];
}

/** F1 to F12. */
export function functionKey(number: number): readonly Key[] {
  return [{ keysym: 0xff_bd + number, code: `F${number}` }];
}

/** Paste, as most desktops have it. Control that is held already stays held: whoever goes on with it copies next. */
export function pasteKeys(isControlHeld: boolean): readonly Key[] {
  const letter = { keysym: 0x76, code: null };
  return isControlHeld ? [letter] : [control, letter];
}

/** What one character is called on the wire: Latin-1 by its number, everything else of Unicode above 2^24 (X Window System Protocol, appendix A). */
export function keysymOf(character: string): number {
  const point = character.codePointAt(0) ?? 0;
  if (character === '\n' || character === '\r') return 0xff_0d;
  if (character === '\t') return 0xff_09;
  const isLatin = (point >= 0x20 && point <= 0x7e) || (point >= 0xa0 && point <= 0xff);
  return isLatin ? point : 0x1_00_00_00 + point;
}

const BACKSPACE = 0xff_08;

/**
 * What was typed on a keyboard that changes a text and says nothing of keys, like those of phones: the keysyms that make `after` of
 * `before`, by deleting from the end. Corrections and composed characters come as they are.
 */
export function typed(before: string, after: string): number[] {
  const [old, now] = [[...before], [...after]];
  let same = 0;
  while (same < old.length && old[same] === now[same]) same++;
  return [...old.slice(same).map(() => BACKSPACE), ...now.slice(same).map(keysymOf)];
}

/** How keys are told to the computer: by the character they make here, or by their place on the keyboard. */
export const keyModes = ['characters', 'places'] as const;
export type KeyMode = (typeof keyModes)[number];

/**
 * How a key is sent, or nothing. A host that gets a key's place uses its own layout for it, and A typed on a French keyboard would
 * become Q on a host with a German one: so a key that makes a character is sent without its place, unless somebody asked for places
 * (games, and layouts that are the same on both sides). Keys that make none (Shift, F5, arrows) are what they are in every layout.
 * A dead key is only half a character: the whole one follows.
 */
export function sentKey(keysym: number | null, code: string | null, mode: KeyMode): Key | undefined {
  if (mode === 'places') return { keysym: keysym ?? 0, code };
  if (!keysym) return undefined;
  return { keysym, code: isCharacter(keysym) ? null : code };
}

function isCharacter(keysym: number): boolean {
  return keysym < 0xfd_00 || keysym >= 0x1_00_00_00;
}

/** What a key event says: `isAll`, that Control, Alt and Shift are all down with it. */
type Press = { is: 'down' | 'up'; key: string; isAll: boolean };

const MODIFIERS = ['Control', 'Alt', 'Shift', 'Meta'];

/**
 * The desktop keeps every key, Tab too: pressing Control, Alt and Shift together and letting go of them leads out of it, to the bar.
 * With any other key among them they belong to the computer. With Shift held, Alt calls itself Meta in some browsers.
 */
export function stepOut(isArmed: boolean, { is, key, isAll }: Press): { isArmed: boolean; isOut: boolean } {
  const isModifier = MODIFIERS.includes(key);
  if (is === 'down') return { isArmed: isModifier && isAll, isOut: false };
  return { isArmed: false, isOut: isArmed && isModifier };
}
