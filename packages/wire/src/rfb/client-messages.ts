import { copied, i32At, u16At, u32At, u8At } from './bytes.ts';
import { isFramed, PIXEL_FORMAT } from './encoding.ts';
import type { EndReason } from './reason.ts';
import { isSizeAllowed, type Screen } from './screen.ts';

const MOST_ENCODINGS = 64;
const MOST_DISPLAYS = 16;
const LONGEST_FENCE = 64;
/** Of a fence only "before", "after" and "synchronise" may be set: a viewer answers fences and asks for none. */
const FENCE_ANSWER = 7;

/** The most bytes that are ever held back: a wish for a size with sixteen displays. */
export const MOST_HELD_FROM_VIEWER = 8 + MOST_DISPLAYS * 16;

export type Area = { x: number; y: number; width: number; height: number };
export type Display = Area & { id: number; flags: number };

/** A key: by its symbol alone, or by the place on the keyboard as well. */
export type Key = { keysym: number; keycode?: number };

/** A message of a viewer that may reach the VNC server. The last four need the right to control. */
export type ClientMessage =
  | { t: 'pixel-format' }
  | { t: 'encodings'; encodings: number[] }
  | { t: 'update-request'; isIncremental: boolean; area: Area }
  | { t: 'continuous-updates'; isOn: boolean; area: Area }
  | { t: 'fence'; flags: number; payload: Uint8Array }
  | { t: 'key'; isDown: boolean; key: Key }
  | { t: 'pointer'; buttons: number; x: number; y: number; isLong: boolean }
  | { t: 'desktop-size'; width: number; height: number; displays: Display[] };

/** A message and how many bytes it had. */
export type Parsed = { message: ClientMessage; length: number };

/**
 * Reads the message at `at`; nothing while a part of it is still to come. Which messages there are depends on what the
 * VNC server announced: what it does not know it would read as something else. `asksMoreButtons`: the viewer's last
 * list of encodings had the long form of pointer messages.
 */
export function parseClientMessage(
  data: Uint8Array,
  at: number,
  { screen, asksMoreButtons }: { screen: Screen; asksMoreButtons: boolean },
): Parsed | EndReason | undefined {
  if (at >= data.length) return;
  switch (u8At(data, at)) {
    case 0:
      return pixelFormat(data, at);
    case 2:
      return encodings(data, at);
    case 3:
      return whole(data, at, 10, () => ({
        t: 'update-request',
        isIncremental: u8At(data, at + 1) !== 0,
        area: areaAt(data, at + 2),
      }));
    case 4:
      return whole(data, at, 8, () => ({
        t: 'key',
        isDown: u8At(data, at + 1) !== 0,
        key: { keysym: u32At(data, at + 4) },
      }));
    case 5:
      return pointer(data, at, screen.hasMoreButtons && asksMoreButtons);
    case 6:
      return 'viewer-clipboard';
    case 150:
      if (!screen.hasContinuousUpdates) return 'viewer-unannounced';
      return whole(data, at, 10, () => ({
        t: 'continuous-updates',
        isOn: u8At(data, at + 1) !== 0,
        area: areaAt(data, at + 2),
      }));
    case 248:
      return screen.hasFence ? fence(data, at) : 'viewer-unannounced';
    case 251:
      return screen.hasResize ? desktopSize(data, at) : 'viewer-unannounced';
    case 255:
      return screen.hasScancodes ? scancode(data, at) : 'viewer-unannounced';
    default:
      return 'viewer-message';
  }
}

function whole(data: Uint8Array, at: number, length: number, read: () => ClientMessage): Parsed | undefined {
  return data.length - at < length ? undefined : { message: read(), length };
}

function areaAt(data: Uint8Array, at: number): Area {
  return {
    x: u16At(data, at),
    y: u16At(data, at + 2),
    width: u16At(data, at + 4),
    height: u16At(data, at + 6),
  };
}

function pixelFormat(data: Uint8Array, at: number): Parsed | EndReason | undefined {
  if (data.length - at < 20) return;
  // The last three bytes are padding.
  const isOurs = PIXEL_FORMAT.subarray(0, 13).every((byte, index) => u8At(data, at + 4 + index) === byte);
  return isOurs ? { message: { t: 'pixel-format' }, length: 20 } : 'viewer-pixel-format';
}

function encodings(data: Uint8Array, at: number): Parsed | EndReason | undefined {
  if (data.length - at < 4) return;
  const count = u16At(data, at + 2);
  if (count > MOST_ENCODINGS) return 'viewer-encodings';
  return whole(data, at, 4 + count * 4, () => {
    const wanted = Array.from({ length: count }, (_, index) => i32At(data, at + 4 + index * 4));
    return { t: 'encodings', encodings: [...new Set(wanted)].filter(isFramed) };
  });
}

/** The highest bit of the buttons says that a byte with more of them follows, if both sides speak that form. */
function pointer(data: Uint8Array, at: number, mayBeLong: boolean): Parsed | EndReason | undefined {
  if (data.length - at < 2) return;
  const low = u8At(data, at + 1);
  const isLong = low >= 0x80;
  if (isLong && !mayBeLong) return 'viewer-unannounced';
  const length = isLong ? 7 : 6;
  if (data.length - at < length) return;
  const high = isLong ? u8At(data, at + 6) : 0;
  if (high > 3) return 'viewer-message';
  const buttons = (low & 0x7f) | (high << 7);
  return { message: { t: 'pointer', buttons, x: u16At(data, at + 2), y: u16At(data, at + 4), isLong }, length };
}

function fence(data: Uint8Array, at: number): Parsed | EndReason | undefined {
  if (data.length - at < 9) return;
  const flags = u32At(data, at + 4);
  const length = u8At(data, at + 8);
  if (flags > FENCE_ANSWER || length > LONGEST_FENCE) return 'viewer-fence';
  return whole(data, at, 9 + length, () => ({ t: 'fence', flags, payload: copied(data, at + 9, at + 9 + length) }));
}

function desktopSize(data: Uint8Array, at: number): Parsed | EndReason | undefined {
  if (data.length - at < 8) return;
  const width = u16At(data, at + 2);
  const height = u16At(data, at + 4);
  const count = u8At(data, at + 6);
  if (!isSizeAllowed(width, height) || count > MOST_DISPLAYS) return 'viewer-size';
  return whole(data, at, 8 + count * 16, () => ({
    t: 'desktop-size',
    width,
    height,
    displays: Array.from({ length: count }, (_, index) => displayAt(data, at + 8 + index * 16)),
  }));
}

function displayAt(data: Uint8Array, at: number): Display {
  return { id: u32At(data, at), ...areaAt(data, at + 4), flags: u32At(data, at + 12) };
}

function scancode(data: Uint8Array, at: number): Parsed | EndReason | undefined {
  if (data.length - at < 2) return;
  // The other kinds are sound.
  if (u8At(data, at + 1) !== 0) return 'viewer-message';
  return whole(data, at, 12, () => ({
    t: 'key',
    isDown: u16At(data, at + 2) !== 0,
    key: { keysym: u32At(data, at + 4), keycode: u32At(data, at + 8) },
  }));
}
