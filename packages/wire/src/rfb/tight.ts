import { u8At } from './bytes.ts';
import type { EndReason } from './reason.ts';

/** A pixel of Tight in our format: the byte that is always empty is left out. */
const TIGHT_PIXEL = 3;
/** Data shorter than this is neither compressed nor preceded by its length. */
const UNCOMPRESSED_BELOW = 12;
const FILL = 8;
const JPEG = 9;
const HAS_FILTER = 4;
const COPY = 0;
const PALETTE = 1;
const GRADIENT = 2;

/** How a rectangle goes on: so many bytes of header, and so many of payload behind them. */
export type Extent = { header: number; payload: number };

/**
 * How long a Tight rectangle is that begins at `at`, its control byte; nothing while too little of it is here. The form
 * is that of the RFB registry, read exactly as noVNC reads it; what readers disagree about is refused.
 */
export function tightExtent(
  data: Uint8Array,
  at: number,
  size: { width: number; height: number },
): Extent | EndReason | undefined {
  if (at >= data.length) return;
  const kind = u8At(data, at) >> 4;
  if (kind === FILL) return { header: 1, payload: TIGHT_PIXEL };
  if (kind === JPEG) return withLength(data, at, 1);
  if (kind > JPEG) return 'screen-encoding';
  if ((kind & HAS_FILTER) === 0) return packed(data, at, 1, size.width * size.height * TIGHT_PIXEL);
  if (at + 1 >= data.length) return;
  const filter = u8At(data, at + 1);
  if (filter === COPY || filter === GRADIENT) return packed(data, at, 2, size.width * size.height * TIGHT_PIXEL);
  if (filter !== PALETTE) return 'screen-encoding';
  return withPalette(data, at, size);
}

/** Two colours are a bit a pixel, more are a byte. A palette of one is read in two ways, so nobody may send it. */
function withPalette(
  data: Uint8Array,
  at: number,
  { width, height }: { width: number; height: number },
): Extent | EndReason | undefined {
  if (at + 2 >= data.length) return;
  const colours = u8At(data, at + 2) + 1;
  if (colours === 1) return 'screen-encoding';
  const row = colours === 2 ? Math.ceil(width / 8) : width;
  return packed(data, at, 3 + colours * TIGHT_PIXEL, row * height);
}

function packed(data: Uint8Array, at: number, header: number, plain: number): Extent | EndReason | undefined {
  return plain < UNCOMPRESSED_BELOW ? { header, payload: plain } : withLength(data, at, header);
}

/** A length in seven bits a byte, the third one in eight: at most 4 MiB. */
function withLength(data: Uint8Array, at: number, header: number): Extent | EndReason | undefined {
  let length = 0;
  for (let index = 0; index < 3; index++) {
    const place = at + header + index;
    if (place >= data.length) return;
    const byte = u8At(data, place);
    const isLast = index === 2 || byte < 0x80;
    length += (index === 2 ? byte : byte & 0x7f) << (7 * index);
    if (isLast) return length === 0 ? 'screen-length' : { header: header + index + 1, payload: length };
  }
}
