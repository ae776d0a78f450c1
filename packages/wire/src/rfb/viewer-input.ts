import { copied, joined } from './bytes.ts';
import { encodeClientMessage } from './client-encode.ts';
import { parseClientMessage, type ClientMessage } from './client-messages.ts';
import { ENCODING } from './encoding.ts';
import { afterMessage, NOTHING_PRESSED, releasesOf, type Pressed } from './pressed.ts';
import type { EndReason } from './reason.ts';
import type { Screen } from './screen.ts';

/** Where in the viewer's messages we are, and what it may do. */
export type ViewerInput = {
  /** The beginning of a message of which the rest has not come. */
  held: Uint8Array;
  mayControl: boolean;
  asksMoreButtons: boolean;
  pressed: Pressed;
};

/** A key is about to go down at the VNC server: its symbol, and those of the keys that are down already, oldest first. */
export type Press = { keysym: number; held: readonly number[] };

/** What came of some bytes: what goes to the VNC server, in order, with each press before its bytes; and why it is over, if it is. */
export type ViewerFed = { input: ViewerInput; out: (Uint8Array | Press)[]; reason?: EndReason };

const CONTROLS: ReadonlySet<ClientMessage['t']> = new Set(['key', 'pointer', 'desktop-size']);

/** The messages of a viewer from the first one on. */
export function viewerInputOf(mayControl: boolean): ViewerInput {
  return { held: new Uint8Array(), mayControl, asksMoreButtons: false, pressed: NOTHING_PRESSED };
}

/**
 * Takes bytes of the viewer, cut anywhere, and writes the messages it may send anew for the VNC server: always whole
 * ones. What needs the right to control is left out without a word while that is not given; a message counts under the
 * mode in which its last byte comes. Anything unknown ends the conversation.
 */
export function feedViewer(before: ViewerInput, bytes: Uint8Array, screen: Screen): ViewerFed {
  const data = joined([before.held, bytes]);
  const out: ViewerFed['out'] = [];
  let input: ViewerInput = { ...before, held: new Uint8Array() };
  let at = 0;
  while (at < data.length) {
    const parsed = parseClientMessage(data, at, { screen, asksMoreButtons: input.asksMoreButtons });
    if (typeof parsed === 'string') return { input, out, reason: parsed };
    if (parsed === undefined) return { input: { ...input, held: copied(data, at) }, out };
    at += parsed.length;
    if (!input.mayControl && CONTROLS.has(parsed.message.t)) continue;
    const message = within(parsed.message, screen);
    const { pressed, before: first } = afterMessage(input.pressed, message);
    out.push(...first.map(encodeClientMessage), ...pressOf(message, pressed), encodeClientMessage(message));
    input = { ...input, pressed, asksMoreButtons: asksMoreButtonsAfter(input, message) };
  }
  return { input, out };
}

/** Gives or takes control. Whoever loses it lets go of every key and button: `out` says so to the VNC server. */
export function switchMode(input: ViewerInput, mayControl: boolean): ViewerFed {
  if (mayControl) return { input: { ...input, mayControl }, out: [] };
  return {
    input: { ...input, mayControl, pressed: { ...input.pressed, keys: [], buttons: 0 } },
    out: releasesOf(input.pressed).map(encodeClientMessage),
  };
}

function pressOf(message: ClientMessage, { keys }: Pressed): Press[] {
  if (message.t !== 'key' || !message.isDown) return [];
  const held = keys.filter((key) => key !== message.key).map(({ keysym }) => keysym);
  return [{ keysym: message.key.keysym, held }];
}

/** A pointer is never outside the screen: a viewer may not know yet that it became smaller. */
function within(message: ClientMessage, { width, height }: Screen): ClientMessage {
  if (message.t !== 'pointer') return message;
  return { ...message, x: Math.min(message.x, width - 1), y: Math.min(message.y, height - 1) };
}

function asksMoreButtonsAfter(input: ViewerInput, message: ClientMessage): boolean {
  return message.t === 'encodings' ? message.encodings.includes(ENCODING.moreButtons) : input.asksMoreButtons;
}
