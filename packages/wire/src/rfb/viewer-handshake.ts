import { ascii, copied, joined, u8At, written } from './bytes.ts';
import { PIXEL_FORMAT } from './encoding.ts';
import type { EndReason } from './reason.ts';
import type { Screen } from './screen.ts';

const NONE = 1;

/** What we say first to a viewer, and what it must answer: who may be here was decided before. */
export const VERSION: Uint8Array = ascii('RFB 003.008\n');

/** The most bytes of a viewer's greeting that are ever held back. */
export const MOST_HELD_OF_VIEWER_GREETING = VERSION.length;

/** How far we are with the viewer, to which we are a VNC server without a password. `ready`: it waits for the screen. */
export type ViewerHandshake = { step: 'version' | 'security' | 'init' | 'ready'; held: Uint8Array };

/** What came of some bytes: what the viewer gets, and why it is over, if it is. */
export type ViewerGreeted = { handshake: ViewerHandshake; out: Uint8Array[]; reason?: EndReason };

/** The beginning; the caller has sent `VERSION`. */
export function viewerHandshakeOf(): ViewerHandshake {
  return { step: 'version', held: new Uint8Array() };
}

/** Takes bytes of a viewer, cut anywhere, up to and with its ClientInit. Whether it wants to be alone is not heard. */
export function feedViewerHandshake(before: ViewerHandshake, bytes: Uint8Array): ViewerGreeted {
  const data = joined([before.held, bytes]);
  const out: Uint8Array[] = [];
  let { step } = before;
  let at = 0;
  const ended = (reason: EndReason) => ({ handshake: { step, held: new Uint8Array() }, out, reason });
  while (at < data.length) {
    if (step === 'ready') return ended('viewer-early');
    if (step === 'version') {
      if (data.length - at < VERSION.length) break;
      if (!VERSION.every((byte, index) => data[at + index] === byte)) return ended('viewer-version');
      out.push(Uint8Array.of(1, NONE));
      at += VERSION.length;
      step = 'security';
    } else if (step === 'security') {
      if (u8At(data, at) !== NONE) return ended('viewer-security');
      out.push(written([[4, 0]]));
      at += 1;
      step = 'init';
    } else {
      at += 1;
      step = 'ready';
    }
  }
  return { handshake: { step, held: copied(data, at) }, out };
}

/** The message that shows the viewer its screen: in our pixel format, under the name we give. */
export function serverInit({ width, height }: Screen, name: Uint8Array): Uint8Array {
  const size = written([
    [2, width],
    [2, height],
  ]);
  return joined([size, PIXEL_FORMAT, written([[4, name.length]]), name]);
}
