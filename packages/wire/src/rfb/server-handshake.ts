import { ascii, copied, joined, printable, u16At, u32At, u8At, written } from './bytes.ts';
import { PIXEL_FORMAT } from './encoding.ts';
import type { EndReason } from './reason.ts';
import { resized, screenOf, type Screen } from './screen.ts';

const VERSION = 'RFB 003.008\n';
const NONE = 1;
const VNC_AUTHENTICATION = 2;
const CHALLENGE_BYTES = 16;
/** Of a refusal's text, and of a desktop's name, which nobody is shown. */
const LONGEST_TEXT = 1024;
/** Pixel format and length of the name behind the size. */
const SERVER_INIT = 24;

/** The most bytes of a VNC server's greeting that are ever held back. */
export const MOST_HELD_OF_GREETING = SERVER_INIT + LONGEST_TEXT;

/** How far we are with the VNC server, to which we are a client. */
export type ServerHandshake = {
  step: 'version' | 'security' | 'challenge' | 'answer' | 'result' | 'refusal' | 'accepted' | 'screen';
  held: Uint8Array;
  /** Whether somebody can answer the challenge of a VNC password. */
  hasPassword: boolean;
};

/** What came of some bytes. `screen` stands at the end, with the bytes behind the greeting in `rest`. */
export type ServerGreeted = {
  handshake: ServerHandshake;
  out: Uint8Array[];
  challenge?: Uint8Array;
  screen?: Screen;
  rest?: Uint8Array;
  reason?: EndReason;
  /** What the VNC server says about its refusal, cut and printable: for a log, not for a viewer. */
  detail?: string;
};

type Step = Omit<ServerGreeted, 'handshake' | 'out' | 'rest'> & {
  length: number;
  step: ServerHandshake['step'];
  out?: Uint8Array;
};

/** The beginning: the VNC server speaks first. */
export function serverHandshakeOf(hasPassword: boolean): ServerHandshake {
  return { step: 'version', held: new Uint8Array(), hasPassword };
}

/** Takes bytes of a VNC server, cut anywhere, up to and with its ServerInit. Version 3.8 and its look-alikes; no password, or a VNC password. */
export function feedServerHandshake(before: ServerHandshake, bytes: Uint8Array): ServerGreeted {
  const data = joined([before.held, bytes]);
  const greeted: ServerGreeted = { handshake: { ...before, held: new Uint8Array() }, out: [] };
  let at = 0;
  while (greeted.screen === undefined) {
    const step = nextStep(data.subarray(at), greeted.handshake);
    if (typeof step === 'string') return { ...greeted, reason: step };
    if (step === undefined) {
      greeted.handshake.held = copied(data, at);
      return greeted;
    }
    const { length, step: next, out, ...news } = step;
    if (out) greeted.out.push(out);
    Object.assign(greeted, news);
    greeted.handshake.step = next;
    at += length;
    if (news.reason !== undefined) return greeted;
  }
  return { ...greeted, rest: data.subarray(at) };
}

/** Gives the sixteen bytes that answer the challenge to the VNC server. */
export function withAnswer(handshake: ServerHandshake, answer: Uint8Array): ServerGreeted {
  if (handshake.step !== 'answer' || answer.length !== CHALLENGE_BYTES) return { handshake, out: [] };
  return { handshake: { ...handshake, step: 'result' }, out: [copied(answer, 0)] };
}

/** Asks the VNC server, once it has accepted us, for its screen, beside whoever else looks at it. */
export function withClientInit(handshake: ServerHandshake): ServerGreeted {
  return { handshake: { ...handshake, step: 'screen' }, out: [Uint8Array.of(1)] };
}

function nextStep(data: Uint8Array, { step, hasPassword }: ServerHandshake): Step | EndReason | undefined {
  switch (step) {
    case 'version':
      return versionStep(data);
    case 'security':
      return securityStep(data, hasPassword);
    case 'challenge':
      if (data.length < CHALLENGE_BYTES) return;
      return { length: CHALLENGE_BYTES, step: 'answer', challenge: copied(data, 0, CHALLENGE_BYTES) };
    case 'answer':
    case 'accepted':
      return data.length > 0 ? 'screen-early' : undefined;
    case 'result':
      if (data.length < 4) return;
      return { length: 4, step: u32At(data, 0) === 0 ? 'accepted' : 'refusal' };
    case 'refusal':
      return refusalStep(data);
    case 'screen':
      return screenStep(data);
  }
}

function versionStep(data: Uint8Array): Step | EndReason | undefined {
  if (data.length < VERSION.length) return;
  const [, major = '', minor = ''] = /^RFB (\d{3})\.(\d{3})\n$/.exec(textOf(data.subarray(0, VERSION.length))) ?? [];
  // 3.889 is Apple's, 4 and 5 are RealVNC's: all of them speak 3.8 when asked to.
  const isNewEnough = Number(major) > 3 || (Number(major) === 3 && Number(minor) >= 8);
  return isNewEnough ? { length: VERSION.length, step: 'security', out: ascii(VERSION) } : 'screen-version';
}

function securityStep(data: Uint8Array, hasPassword: boolean): Step | EndReason | undefined {
  const count = u8At(data, 0);
  if (data.length < 1 + count || data.length === 0) return;
  if (count === 0) return { length: 1, step: 'refusal' };
  const offered = data.subarray(1, 1 + count);
  if (offered.includes(NONE)) return { length: 1 + count, step: 'result', out: Uint8Array.of(NONE) };
  if (!hasPassword || !offered.includes(VNC_AUTHENTICATION)) return 'screen-security';
  return { length: 1 + count, step: 'challenge', out: Uint8Array.of(VNC_AUTHENTICATION) };
}

function refusalStep(data: Uint8Array): Step | EndReason | undefined {
  if (data.length < 4) return;
  const length = Math.min(u32At(data, 0), LONGEST_TEXT);
  if (data.length < 4 + length) return;
  const detail = printable(data.subarray(4, 4 + length), LONGEST_TEXT);
  return { length: 4 + length, step: 'refusal', reason: 'screen-refused', detail };
}

/** The name is left out: it can say who sits there. Our pixel format is set before anything else can be asked. */
function screenStep(data: Uint8Array): Step | EndReason | undefined {
  if (data.length < SERVER_INIT) return;
  const nameLength = u32At(data, SERVER_INIT - 4);
  if (nameLength > LONGEST_TEXT) return 'screen-length';
  const screen = resized(screenOf(0, 0), u16At(data, 0), u16At(data, 2));
  if (typeof screen === 'string') return screen;
  const length = SERVER_INIT + nameLength;
  if (data.length < length) return;
  return { length, step: 'screen', screen, out: joined([written([[4, 0]]), PIXEL_FORMAT]) };
}

function textOf(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
