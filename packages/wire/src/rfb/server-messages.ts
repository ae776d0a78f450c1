import { copied, i32At, joined, u16At, u8At } from './bytes.ts';
import type { EndReason } from './reason.ts';
import { rectangleStep } from './rectangle.ts';
import type { Screen } from './screen.ts';

const FRAMEBUFFER_UPDATE = 0;
const BELL = 2;
const SERVER_CUT_TEXT = 3;
const END_OF_CONTINUOUS_UPDATES = 150;
const FENCE = 248;
const LONGEST_FENCE = 64;
/** The longest clipboard that is read past, in bytes: behind it pictures wait. */
const LONGEST_CLIPBOARD = 16 * 2 ** 20;

/** The most bytes that are ever held back: a Tight rectangle's header with 256 colours. */
export const MOST_HELD_FROM_SCREEN = 786;

/** Where in the VNC server's messages we are. Beside `held` it is eight numbers and five flags, whatever the server sends. */
export type ScreenStream = {
  /** The beginning of a header of which the rest has not come. */
  held: Uint8Array;
  /** Bytes of payload still to come behind the last header. */
  left: number;
  /** Whether that payload goes nowhere. */
  isDropping: boolean;
  /** Rectangles left in the update. */
  rectangles: number;
  screen: Screen;
};

/** What came of some bytes: what goes on to the viewer, in order, and why it is over, if it is. */
export type ScreenFed = { stream: ScreenStream; out: Uint8Array[]; reason?: EndReason };

type Step = { header: number; payload: number; isDropping: boolean; rectangles: number; screen: Screen };

/** The messages of a VNC server from the first one on. */
export function screenStreamOf(screen: Screen): ScreenStream {
  return { held: new Uint8Array(), left: 0, isDropping: false, rectangles: 0, screen };
}

/**
 * Takes bytes of the VNC server, cut anywhere, and lets through updates, bells, fences and the end of continuous updates
 * as they are. Clipboards are read past. Anything else, and every length that is out of bounds, ends the conversation.
 * What goes on may share memory with what came in; what is held back does not.
 */
export function feedScreen(before: ScreenStream, input: Uint8Array): ScreenFed {
  const data = joined([before.held, input]);
  const stream: ScreenStream = { ...before, held: new Uint8Array() };
  const out: Uint8Array[] = [];
  let at = 0;
  let from = 0;
  let reason: EndReason | undefined;
  const dropTo = (end: number) => {
    if (at > from) out.push(data.subarray(from, at));
    from = end;
  };

  while (at < data.length) {
    if (stream.left > 0) {
      const here = Math.min(stream.left, data.length - at);
      if (stream.isDropping) dropTo(at + here);
      at += here;
      stream.left -= here;
      continue;
    }
    const step = stepAt(data, at, stream);
    if (typeof step === 'string') {
      reason = step;
      break;
    }
    if (step === undefined || data.length - at < step.header) {
      stream.held = copied(data, at);
      break;
    }
    if (step.isDropping) dropTo(at + step.header);
    at += step.header;
    stream.left = step.payload;
    stream.isDropping = step.isDropping;
    stream.rectangles = step.rectangles;
    stream.screen = step.screen;
  }
  dropTo(at);
  return reason === undefined ? { stream, out } : { stream, out, reason };
}

function stepAt(data: Uint8Array, at: number, { rectangles, screen }: ScreenStream): Step | EndReason | undefined {
  if (rectangles === 0) return messageStep(data, at, screen);
  const step = rectangleStep(data, at, screen);
  if (step === undefined || typeof step === 'string') return step;
  return { ...step, isDropping: false, rectangles: step.isLast ? 0 : rectangles - 1 };
}

function messageStep(data: Uint8Array, at: number, screen: Screen): Step | EndReason | undefined {
  const step = { header: 1, payload: 0, isDropping: false, rectangles: 0, screen };
  const here = data.length - at;
  switch (u8At(data, at)) {
    case FRAMEBUFFER_UPDATE:
      return here < 4 ? undefined : { ...step, header: 4, rectangles: u16At(data, at + 2) };
    case BELL:
      return step;
    case SERVER_CUT_TEXT:
      return here < 8 ? undefined : clipboardStep(step, i32At(data, at + 4));
    case END_OF_CONTINUOUS_UPDATES:
      return { ...step, screen: { ...screen, hasContinuousUpdates: true } };
    case FENCE:
      if (here < 9) return;
      if (u8At(data, at + 8) > LONGEST_FENCE) return 'screen-fence';
      return { ...step, header: 9, payload: u8At(data, at + 8), screen: { ...screen, hasFence: true } };
    default:
      return 'screen-message';
  }
}

/** A length below zero says that the clipboard is of the extended form, which is as long as the number without its sign. */
function clipboardStep(step: Step, length: number): Step | EndReason {
  const payload = Math.abs(length);
  if (payload > LONGEST_CLIPBOARD) return 'screen-clipboard';
  return { ...step, header: 8, payload, isDropping: true };
}
