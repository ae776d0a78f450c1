import { setTimeout as sleep } from 'node:timers/promises';
import type { Press } from '@latchkey/wire/rfb/viewer-input';
import {
  isOfOurs,
  isPlain,
  keyFor,
  levelOf,
  modifiersOf,
  spareKeys,
  symbolsOf,
  withKey,
  type Keymap,
  type KeyState,
} from './keymap.ts';
import { borrow, placeFor, stillBorrowed, symbolsFor, used, type SpareKeys } from './spare-keys.ts';
import { openDisplay, type XConnection } from './x-connection.ts';
import { borrowedNote, type BorrowedNote } from './x-note.ts';
import { useXkb, type Xkb } from './xkb.ts';

/** How long the X server may take to show the modifiers that a viewer has just pressed or let go of. */
const SETTLES_WITHIN_MS = 25;
const CAPS_LOCK = 0xff_e5;
const NUM_LOCK = 0xff_7f;

/** The keyboard of an X desktop, which makes what a viewer types even where its layout has no key for it. */
export type Keyboard = {
  /** Makes a key for what is about to be pressed, if there is none; nothing where nothing is to be waited for. It never fails. */
  prepare: (press: Press) => Promise<void> | undefined;
  /** Gives the borrowed keys back. */
  giveBack: () => Promise<void>;
  close: () => void;
};

type Desk = {
  x: XConnection;
  xkb: Xkb;
  note: BorrowedNote;
  keymap: Keymap;
  /** How often the keymap was told to be another, and how often it had been when this one was asked for. */
  told: number;
  read: number;
  state: KeyState;
  borrowed: SpareKeys;
  /** Until when a change of the locks is awaited. */
  locksUntil: number;
  isGone: boolean;
  busy: Promise<void>;
  stateCame: () => void;
};

/**
 * The keyboard of a display. A VNC server presses the key that makes a symbol, and drops the symbol where the layout has none; here such a
 * symbol is put on a key that makes nothing, until the last viewer has gone. Keys that an agent had borrowed when it was killed are noted at
 * the display, and are this one's. @throws when the display does not let us in or has no XKEYBOARD
 */
export async function openKeyboard(display: string, authority: string): Promise<Keyboard> {
  const early: Buffer[] = [];
  let hear = (event: Buffer): unknown => early.push(event);
  let gone = (): void => undefined;
  const x = await openDisplay(display, authority, { event: (bytes) => hear(bytes), closed: () => gone() });
  const xkb = await useXkb(x);
  const note = await borrowedNote(x);
  const [keymap, state, noted] = await Promise.all([xkb.keymap(), xkb.state(), note.read()]);
  const rest = { told: 0, read: 0, locksUntil: 0, isGone: false, busy: Promise.resolve(), stateCame: () => undefined };
  const desk: Desk = { x, xkb, note, keymap, state, borrowed: adopted(keymap, noted), ...rest };
  hear = (event) => take(desk, event);
  gone = () => void (desk.isGone = true);
  for (const event of early) take(desk, event);
  return {
    prepare: (press) => prepare(desk, press),
    giveBack: () => inTurn(desk, () => giveBack(desk)),
    close: () => x.close(),
  };
}

function adopted(keymap: Keymap, keycodes: readonly number[]): SpareKeys {
  const ours = keycodes.filter((keycode) => isOfOurs(keymap, keycode));
  return ours.map((keycode) => {
    const [low = 0, high = 0] = symbolsOf(keymap, keycode);
    return {
      keycode,
      uses: [low === 0 ? undefined : { keysym: low, at: 0 }, high === 0 ? undefined : { keysym: high, at: 0 }],
    };
  });
}

function take(desk: Desk, event: Buffer): void {
  const news = desk.xkb.read(event);
  if (news === 'keymap') {
    desk.told += 1;
    void inTurn(desk, () => look(desk));
  } else if (news) {
    desk.state = news;
    desk.locksUntil = 0;
    desk.stateCame();
  }
}

/** One after the other, whichever viewer it is for. A display that does not answer is not asked again. */
function inTurn(desk: Desk, act: () => Promise<void>): Promise<void> {
  desk.busy = desk.busy
    .then(async () => {
      if (!desk.isGone) await act();
    })
    .catch(() => {
      desk.isGone = true;
      desk.x.close();
    });
  return desk.busy;
}

/** The keyboard was changed, by us or by somebody who chose another layout. */
async function look(desk: Desk): Promise<void> {
  // One reading serves all that was changed before it.
  const { told } = desk;
  if (desk.read === told) return;
  desk.keymap = await desk.xkb.keymap();
  desk.read = told;
  desk.borrowed = stillBorrowed(desk.borrowed, (keycode) => symbolsOf(desk.keymap, keycode));
}

function prepare(desk: Desk, press: Press): Promise<void> | undefined {
  const { keysym } = press;
  if (keysym === CAPS_LOCK || keysym === NUM_LOCK) desk.locksUntil = performance.now() + SETTLES_WITHIN_MS;
  if (desk.isGone || !isPlain(keysym)) return undefined;
  if (desk.read === desk.told && isSettled(desk, press) && hasKey(desk, keysym, desk.state)) return undefined;
  return inTurn(desk, async () => {
    await settle(desk, press);
    for (const state of statesOf(desk, press)) if (!hasKey(desk, keysym, state)) await make(desk, keysym, state);
  });
}

/** Whether there is a key for it; if it is a borrowed one, it was used just now. */
function hasKey(desk: Desk, keysym: number, state: KeyState): boolean {
  const keycode = keyFor(desk.keymap, keysym, state);
  if (keycode === undefined) return false;
  desk.borrowed = used(desk.borrowed, keycode, keysym, performance.now());
  return true;
}

/** Whether the X server has seen what the viewer holds: the VNC server may not have come to it. */
function isSettled(desk: Desk, { held }: Press): boolean {
  return desk.state.base === modifiersOf(desk.keymap, held) && performance.now() >= desk.locksUntil;
}

async function settle(desk: Desk, press: Press): Promise<void> {
  const end = performance.now() + SETTLES_WITHIN_MS;
  while (!isSettled(desk, press) && performance.now() < end && !desk.isGone) {
    const came = new Promise<void>((resolve) => (desk.stateCame = resolve));
    await Promise.race([came, sleep(Math.max(1, end - performance.now()))]);
  }
}

/** The state as it is; and where somebody else holds a key down, too, as it would be without them. */
function statesOf({ state, keymap }: Desk, { held }: Press): KeyState[] {
  const base = modifiersOf(keymap, held);
  return base === state.base ? [state] : [state, { ...state, base }];
}

async function make(desk: Desk, keysym: number, state: KeyState): Promise<void> {
  const level = levelOf(state);
  for (;;) {
    const place = placeFor(desk.borrowed, spareKeys(desk.keymap), level);
    if (!place) return;
    const rest = place.at - performance.now();
    if (rest > 0) {
      await sleep(rest);
      continue;
    }
    put(desk, place.keycode, borrow(desk.borrowed, place.keycode, level, { keysym, at: performance.now() }));
    // Its answer comes after the change was made: what the VNC server asks from then on sees it.
    await desk.xkb.state();
    return;
  }
}

function put(desk: Desk, keycode: number, borrowed: SpareKeys): void {
  const symbols = symbolsFor(borrowed, keycode);
  desk.borrowed = borrowed;
  desk.note.write(borrowed.map((one) => one.keycode));
  desk.xkb.put(desk.keymap, keycode, symbols);
  desk.keymap = withKey(desk.keymap, keycode, symbols);
}

async function giveBack(desk: Desk): Promise<void> {
  for (const { keycode } of desk.borrowed)
    put(
      desk,
      keycode,
      desk.borrowed.filter((one) => one.keycode !== keycode),
    );
  await desk.xkb.state();
}
