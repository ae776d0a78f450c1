import RFB from '@novnc/novnc';
import { hearBrokenPictures } from './broken-pictures.ts';
import type { Wishes } from './desktop-wishes.ts';
import { pasteKeys, sentKey, type Key, type KeyMode } from './keys.ts';
import { levelsOf, viewportOf, type Fit } from './quality.ts';
import { RfbChannel } from './rfb-channel.ts';

export type DesktopEvents = {
  /** RFB bytes for the computer; used again afterwards. */
  sent: (screen: number, bytes: Uint8Array) => void;
  /** noVNC gave up on what it was shown. */
  failed: () => void;
  /** The first picture of a screen is there. */
  shown: () => void;
};

/** The picture of a computer, and its keyboard and pointer: noVNC in an element of its own, over whatever connection there is now. */
export type Desktop = {
  readonly element: HTMLElement;
  /** Begins anew on a fresh connection. */
  open: (screen: number) => void;
  receive: (screen: number, bytes: Uint8Array) => void;
  /** The connection is gone: the last picture stays. */
  lose: () => void;
  wish: (wishes: Wishes) => void;
  /** Presses keys in their order and lets go of them in the other. */
  press: (keys: readonly Key[]) => void;
  type: (keysyms: readonly number[]) => void;
  /** Presses the keys that paste, Control only if the person does not hold it. */
  paste: () => void;
  focus: () => void;
  close: () => void;
};

/** noVNC with keys sent as the person wants them. */
class Screen extends RFB {
  keyMode: KeyMode = 'characters';

  override sendKey(keysym: number | null, code: string | null, down?: boolean): void {
    const key = sentKey(keysym, code, this.keyMode);
    if (key) super.sendKey(key.keysym, key.code, down);
  }
}

type Shown = { number: number; rfb: Screen; channel: RfbChannel };

/** Makes an empty desktop; nothing is shown before `open`. */
export function createDesktop(events: DesktopEvents): Desktop {
  const element = document.createElement('div');
  element.dataset['desktop'] = '';
  let wishes: Wishes = { control: true, fit: 'fit', quality: 'balanced', keyMode: 'characters' };
  let shown: Shown | undefined;
  const leave = (): void => {
    delete element.dataset['shown'];
    const left = shown;
    shown = undefined;
    left?.channel.end();
  };
  const seen = (): void => {
    element.querySelector('[data-last]')?.remove();
    element.dataset['shown'] = '';
    events.shown();
  };
  const { tap, press } = keysOn(() => shown?.rfb);
  const isControlHeld = hearControl(element);
  element.addEventListener('focusout', letGoOfKeys);
  return {
    element,
    open(number) {
      leave();
      const channel = new RfbChannel({ sent: (bytes) => events.sent(number, bytes), hungUp: events.failed });
      const rfb = new Screen(element, channel, { shared: true });
      shown = { number, rfb, channel };
      rfb.background = 'transparent';
      apply(rfb, wishes);
      hear(rfb, () => shown?.rfb === rfb, { shown: seen, failed: events.failed });
      hearBrokenPictures(rfb, () => shown?.rfb === rfb && events.failed());
    },
    receive(number, bytes) {
      if (shown?.number === number) shown.channel.receive(bytes);
    },
    lose() {
      keepPicture(element, wishes.fit);
      leave();
    },
    wish(wanted) {
      wishes = wanted;
      if (shown) apply(shown.rfb, wishes);
    },
    press,
    type: (keysyms) => keysyms.forEach((keysym) => tap([{ keysym, code: null }])),
    paste: () => tap(keysForPasting(isControlHeld())),
    focus: () => shown?.rfb.focus({ preventScroll: true }),
    close: leave,
  };
}

/** Window managers that are let go of Alt before they have seen Tab go on waiting for it: a combination is held as fingers hold it. */
const HELD_MS = 60;

function keysOn(screen: () => Screen | undefined) {
  const down = (keys: readonly Key[]): void =>
    keys.forEach(({ keysym, code }) => screen()?.sendKey(keysym, code, true));
  const up = (keys: readonly Key[]): void =>
    keys.toReversed().forEach(({ keysym, code }) => screen()?.sendKey(keysym, code, false));
  return {
    tap: (keys: readonly Key[]): void => {
      down(keys);
      up(keys);
    },
    press: (keys: readonly Key[]): void => {
      down(keys);
      setTimeout(() => up(keys), HELD_MS);
    },
  };
}

function keysForPasting(isControlHeld: boolean): readonly Key[] {
  // What else is held, such as the key that pastes on a Mac, would make another combination of it.
  if (!isControlHeld) letGoOfKeys();
  return pasteKeys(isControlHeld);
}

/** Whether Control is held on the desktop now. */
function hearControl(element: HTMLElement): () => boolean {
  let isHeld = false;
  for (const kind of ['keydown', 'keyup'] as const)
    element.addEventListener(kind, ({ ctrlKey }) => (isHeld = ctrlKey), true);
  element.addEventListener('focusout', () => (isHeld = false));
  return () => isHeld;
}

function hear(rfb: Screen, isShown: () => boolean, { shown, failed }: Omit<DesktopEvents, 'sent'>): void {
  rfb.addEventListener('connect', () => isShown() && shown());
  rfb.addEventListener('disconnect', () => isShown() && failed());
}

function apply(rfb: Screen, { control, fit, quality, keyMode }: Wishes): void {
  if (rfb.viewOnly === control) rfb.viewOnly = !control;
  Object.assign(rfb, viewportOf(fit));
  const levels = levelsOf(quality);
  rfb.qualityLevel = levels.quality;
  rfb.compressionLevel = levels.compression;
  // Without it nothing shows where the pointer is, should the computer draw none.
  rfb.showDotCursor = true;
  rfb.keyMode = keyMode;
}

/** noVNC hears the end of a key only on its canvas or when the whole window loses the focus: elsewhere Control would stay pressed for ever. */
function letGoOfKeys(): void {
  window.dispatchEvent(new Event('blur'));
}

/** noVNC takes its canvas away with the connection: a copy of the picture stands in its place until the next one. */
function keepPicture(element: HTMLElement, fit: Fit): void {
  const canvas = element.querySelector<HTMLCanvasElement>('canvas:not([data-last])');
  if (!canvas || canvas.width === 0) return;
  element.querySelector('[data-last]')?.remove();
  const last = document.createElement('canvas');
  last.width = canvas.width;
  last.height = canvas.height;
  last.dataset['last'] = fit;
  last.getContext('2d')?.drawImage(canvas, 0, 0);
  element.append(last);
}
