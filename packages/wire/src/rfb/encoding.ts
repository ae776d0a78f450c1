import { written } from './bytes.ts';

/** Kinds of rectangles, by their numbers in RFB and its registry; the ones below zero (and the last) carry no picture. */
export const ENCODING = {
  raw: 0,
  copyRect: 1,
  zlib: 6,
  tight: 7,
  zrle: 16,
  desktopSize: -223,
  lastRect: -224,
  cursor: -239,
  scancodes: -258,
  lights: -261,
  extendedDesktopSize: -308,
  fence: -312,
  continuousUpdates: -313,
  moreButtons: -316,
  vmwareCursor: 0x57_4d_56_64,
} as const;

const FRAMED: ReadonlySet<number> = new Set(Object.values(ENCODING));

/** Whether the VNC server may be told of this encoding: one whose length we know, or a wish for quality or compression. */
export function isFramed(encoding: number): boolean {
  const isQuality = encoding >= -32 && encoding <= -23;
  const isCompression = encoding >= -256 && encoding <= -247;
  return FRAMED.has(encoding) || isQuality || isCompression;
}

/**
 * The one pixel format there is: 32 bits a pixel, 24 deep, little-endian, red in the lowest byte. noVNC asks for no
 * other, and Tight packs its pixels into three bytes for no other: with two formats lengths would be a guess.
 */
export const PIXEL_FORMAT: Uint8Array = written([
  [1, 32],
  [1, 24],
  [1, 0],
  [1, 1],
  [2, 255],
  [2, 255],
  [2, 255],
  [1, 0],
  [1, 8],
  [1, 16],
  [1, 0],
  [2, 0],
]);

/** Bytes of one pixel in that format. */
export const PIXEL_BYTES = 4;
