import { i32At, u16At, u32At, u8At } from './bytes.ts';
import { ENCODING, PIXEL_BYTES } from './encoding.ts';
import type { EndReason } from './reason.ts';
import { resized, type Screen } from './screen.ts';
import { tightExtent, type Extent } from './tight.ts';

/** Place, size and encoding. */
const RECTANGLE_HEADER = 12;
/** The longest side of a pointer's picture, in pixels. */
const LONGEST_CURSOR_SIDE = 1024;
/** The most bytes of a compressed rectangle: noVNC waits for all of it and has room for 40 MiB. */
const MOST_COMPRESSED = 32 * 2 ** 20;
/** What compression may add to a rectangle that it cannot make smaller, beyond a byte a pixel. */
const COMPRESSION_OVERHEAD = 1024;

type Rectangle = { x: number; y: number; width: number; height: number; encoding: number };

/** What a rectangle is: its extent from its first byte, the screen behind it, and whether the update ends with it. */
export type RectangleStep = Extent & { screen: Screen; isLast: boolean };

/** Reads the header of the rectangle at `at`; nothing while too little of it is here. A header has at most 786 bytes, and the last of them may be still to come. */
export function rectangleStep(data: Uint8Array, at: number, screen: Screen): RectangleStep | EndReason | undefined {
  if (data.length - at < RECTANGLE_HEADER) return;
  const rectangle: Rectangle = {
    x: u16At(data, at),
    y: u16At(data, at + 2),
    width: u16At(data, at + 4),
    height: u16At(data, at + 6),
    encoding: i32At(data, at + 8),
  };
  const after = screenAfter(rectangle, screen);
  if (typeof after === 'string') return after;
  const extent = extentOf(data, at + RECTANGLE_HEADER, rectangle, after);
  if (extent === undefined || typeof extent === 'string') return extent;
  return {
    header: RECTANGLE_HEADER + extent.header,
    payload: extent.payload,
    screen: after,
    isLast: rectangle.encoding === ENCODING.lastRect,
  };
}

/** What a rectangle without a picture says about the screen. */
function screenAfter({ x, y, width, height, encoding }: Rectangle, screen: Screen): Screen | EndReason {
  if (encoding === ENCODING.desktopSize) return resized(screen, width, height);
  if (encoding === ENCODING.extendedDesktopSize) {
    // Reason 1, "this client asked", with a status: the wish was not granted, and the size is as before.
    const isRefused = x === 1 && y !== 0;
    const able = { ...screen, hasResize: true };
    return isRefused ? able : resized(able, width, height);
  }
  if (encoding === ENCODING.scancodes) return { ...screen, hasScancodes: true };
  if (encoding === ENCODING.moreButtons) return { ...screen, hasMoreButtons: true };
  return screen;
}

function extentOf(data: Uint8Array, at: number, rectangle: Rectangle, screen: Screen): Extent | EndReason | undefined {
  const { width, height } = rectangle;
  switch (rectangle.encoding) {
    case ENCODING.lastRect:
    case ENCODING.desktopSize:
    case ENCODING.scancodes:
    case ENCODING.moreButtons:
      return { header: 0, payload: 0 };
    case ENCODING.lights:
      return { header: 0, payload: 1 };
    case ENCODING.extendedDesktopSize:
      return data.length - at < 4 ? undefined : { header: 4, payload: u8At(data, at) * 16 };
    case ENCODING.cursor:
      return cursorExtent(width, height, width * height * PIXEL_BYTES + Math.ceil(width / 8) * height);
    case ENCODING.vmwareCursor:
      return vmwareCursorExtent(data, at, rectangle);
    default:
      return pictureExtent(data, at, rectangle, screen);
  }
}

function cursorExtent(width: number, height: number, payload: number): Extent | EndReason {
  const isTooBig = width > LONGEST_CURSOR_SIDE || height > LONGEST_CURSOR_SIDE;
  return isTooBig ? 'screen-rectangle' : { header: 0, payload };
}

/** A byte for its kind and an empty one; then two masks, or one picture with transparency. */
function vmwareCursorExtent(
  data: Uint8Array,
  at: number,
  { width, height }: Rectangle,
): Extent | EndReason | undefined {
  if (data.length - at < 2) return;
  const kind = u8At(data, at);
  if (kind > 1) return 'screen-encoding';
  const extent = cursorExtent(width, height, width * height * PIXEL_BYTES * (kind === 0 ? 2 : 1));
  return typeof extent === 'string' ? extent : { header: 2, payload: extent.payload };
}

function pictureExtent(
  data: Uint8Array,
  at: number,
  { x, y, width, height, encoding }: Rectangle,
  screen: Screen,
): Extent | EndReason | undefined {
  const isOutside = x + width > screen.width || y + height > screen.height;
  // Readers disagree about whether an empty rectangle has a length behind it.
  const isEmpty = width === 0 || height === 0;
  switch (encoding) {
    case ENCODING.raw:
      return isOutside ? 'screen-rectangle' : { header: 0, payload: width * height * PIXEL_BYTES };
    case ENCODING.copyRect:
      return isOutside || isEmpty ? 'screen-rectangle' : { header: 0, payload: 4 };
    case ENCODING.tight:
      return isOutside || isEmpty ? 'screen-rectangle' : tightExtent(data, at, { width, height });
    case ENCODING.zlib:
    case ENCODING.zrle:
      return isOutside || isEmpty ? 'screen-rectangle' : compressedExtent(data, at, width * height);
    default:
      return 'screen-encoding';
  }
}

function compressedExtent(data: Uint8Array, at: number, pixels: number): Extent | EndReason | undefined {
  if (data.length - at < 4) return;
  const payload = u32At(data, at);
  const most = Math.min(MOST_COMPRESSED, pixels * (PIXEL_BYTES + 1) + COMPRESSION_OVERHEAD);
  return payload === 0 || payload > most ? 'screen-length' : { header: 4, payload };
}
