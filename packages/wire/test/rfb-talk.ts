import { ascii, joined, u16At, u32At, u8At, written, type Field } from '../src/rfb/bytes.ts';
import { ENCODING, PIXEL_FORMAT } from '../src/rfb/encoding.ts';
import { fromServer, fromViewer, startProxy, type Effect, type Proxy, type Turn } from '../src/rfb/proxy.ts';

/** The size of the screen of these conversations. */
export const SCREEN = { width: 320, height: 200 };

/** Values one behind the other, in so many bytes each as the digits of `sizes` say. */
export function packed(sizes: string, ...values: number[]): Uint8Array {
  return written(values.map((value, index) => [Number(sizes[index]) as 1 | 2 | 4, value]));
}

/** Bytes with 0 to 255 in turn: easy to tell when a part is missing. */
export function filling(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => index & 0xff);
}

/** A rectangle of an update. */
export function rectangle(
  encoding: number,
  [x, y, width, height]: readonly [number, number, number, number],
  payload: Uint8Array = new Uint8Array(),
): Uint8Array {
  const place: Field[] = [x, y, width, height].map((value) => [2, value] as const);
  return joined([written([...place, [4, encoding]]), payload]);
}

/** A FramebufferUpdate. */
export function update(...rectangles: Uint8Array[]): Uint8Array {
  return joined([packed('112', 0, 0, rectangles.length), ...rectangles]);
}

/** A clipboard of the VNC server in the plain or, with a negative length, in the extended form. */
export function serverCutText(text: Uint8Array, isExtended = false): Uint8Array {
  return joined([packed('1124', 3, 0, 0, isExtended ? -text.length : text.length), text]);
}

/** A fence asked for by the VNC server. */
export function serverFence(payload: Uint8Array): Uint8Array {
  return joined([packed('11241', 248, 0, 0, 0x8000_0003, payload.length), payload]);
}

/** Everything that a VNC server can announce, as one update and two messages. */
export const ANNOUNCEMENTS: Uint8Array = joined([
  update(
    rectangle(ENCODING.scancodes, [0, 0, 0, 0]),
    rectangle(ENCODING.moreButtons, [0, 0, 0, 0]),
    rectangle(
      ENCODING.extendedDesktopSize,
      [0, 0, SCREEN.width, SCREEN.height],
      joined([Uint8Array.of(1, 0, 0, 0), filling(16)]),
    ),
  ),
  serverFence(ascii('first')),
  Uint8Array.of(150),
]);

/** An update with a picture of 256 colours, which has the longest header there is. */
export function tightOf256Colours(): Uint8Array {
  return update(rectangle(ENCODING.tight, [0, 0, 9, 9], Uint8Array.of(0x40, 1, 255, ...new Uint8Array(768), 2, 9, 9)));
}

/** What either side says before there are messages. */
export const GREETINGS: readonly Uint8Array[] = [
  ascii('RFB 003.008\n'),
  Uint8Array.of(1),
  Uint8Array.of(1, 1),
  Uint8Array.of(1, 2),
  new Uint8Array(4),
  new Uint8Array(16),
];

/** SetEncodings as noVNC 1.7 sends it to a screen of full depth, clipboard, xvp and H.264 among it. */
export const NOVNC_ENCODINGS: Uint8Array = setEncodings([
  1, 50, 7, -260, 16, 21, 5, 2, 6, 0, -26, -254, -223, -224, -258, -261, -308, -309, -312, -313, -307, 0xc0a1_e5ce,
  -316, 0x574d_5664, -239,
]);

/** SetEncodings with these numbers. */
export function setEncodings(numbers: readonly number[]): Uint8Array {
  return written([[1, 2], [1, 0], [2, numbers.length], ...numbers.map((number): Field => [4, number])]);
}

/** One of each message that a viewer may send, written as we write them. */
export const ONE_OF_EACH = [
  joined([new Uint8Array(4), PIXEL_FORMAT]),
  packed('112222', 3, 0, 0, 0, 320, 200),
  packed('1124', 4, 1, 0, 0x61),
  packed('11244', 255, 0, 1, 0x62, 0x30),
  packed('1122', 5, 1, 5, 5),
  packed('11221', 5, 0x80, 5, 5, 1),
  packed('112222', 150, 1, 0, 0, 320, 200),
  joined([packed('11241', 248, 0, 0, 3, 4), ascii('true')]),
  packed('112211422224', 251, 0, 800, 600, 1, 0, 9, 0, 0, 800, 600, 0),
];

/** The ServerInit of a VNC server with its own taste in pixels. */
export function foreignServerInit(name = 'ada@secret-host:1'): Uint8Array {
  const size = packed('22', SCREEN.width, SCREEN.height);
  return joined([size, PIXEL_FORMAT.map((byte) => byte ^ 1), packed('4', name.length), ascii(name)]);
}

/** A conversation in which both have been greeted and the VNC server has announced nothing. */
export function greetedProxy(mayControl: boolean): Proxy {
  let { proxy } = startProxy({ name: ascii('Screen'), mayControl, hasPassword: false });
  for (const bytes of [ascii('RFB 003.008\n'), Uint8Array.of(1), Uint8Array.of(1)])
    ({ proxy } = fromViewer(proxy, bytes));
  for (const bytes of [ascii('RFB 003.008\n'), Uint8Array.of(1, 1), new Uint8Array(4), foreignServerInit()])
    ({ proxy } = fromServer(proxy, bytes));
  return proxy;
}

/** A conversation in which everything is announced and noVNC has said what it can. */
export function talkingProxy(mayControl: boolean): Proxy {
  return fromViewer(fromServer(greetedProxy(mayControl), ANNOUNCEMENTS).proxy, NOVNC_ENCODINGS).proxy;
}

/** What one side got, in one piece. */
export function bytesTo(side: 'viewer' | 'server', effects: readonly Effect[]): Uint8Array {
  return joined(
    effects.flatMap((effect) =>
      (effect.t === 'to-viewer' || effect.t === 'to-server') && effect.t === `to-${side}` ? [effect.bytes] : [],
    ),
  );
}

/** Why it ended, if it did. */
export function reasonOf(effects: readonly Effect[]): string | undefined {
  return effects.flatMap((effect) => (effect.t === 'ended' ? [effect.reason] : []))[0];
}

/** Feeds bytes in the pieces that the cuts make, and gathers all that came of them. */
export function fedInPieces(
  feed: (proxy: Proxy, bytes: Uint8Array) => Turn,
  start: Proxy,
  pieces: readonly Uint8Array[],
): Turn {
  let proxy = start;
  const effects: Effect[] = [];
  for (const piece of pieces) {
    const turn = feed(proxy, piece);
    proxy = turn.proxy;
    effects.push(...turn.effects);
  }
  return { proxy, effects };
}

/** The pieces of bytes that are cut at these places. */
export function pieces(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length];
  return places.slice(1).map((end, index) => bytes.slice(places[index], end));
}

/** How many bytes and keys a conversation keeps in memory. */
export function keptBy(proxy: Proxy): number {
  const held = [proxy.viewer.held, proxy.server.held, proxy.input.held, proxy.stream?.held ?? new Uint8Array()];
  return held.reduce((sum, bytes) => sum + bytes.length, 0) + proxy.input.pressed.keys.length;
}

/** A message as a VNC server reads it: its type and all its bytes. */
export type Read = { type: number; bytes: Uint8Array };

/**
 * Reads what reached a VNC server the way one does that knows long pointer messages and clipboards, written apart from
 * the code it judges. Throws where a VNC server would be out of step.
 */
export function readAsServer(bytes: Uint8Array): Read[] {
  const read: Read[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = lengthAsServer(bytes.subarray(at));
    if (at + length > bytes.length) throw new Error(`message ${u8At(bytes, at)} is cut off`);
    read.push({ type: u8At(bytes, at), bytes: bytes.slice(at, at + length) });
    at += length;
  }
  return read;
}

function lengthAsServer(bytes: Uint8Array): number {
  const fixed: Record<number, number> = { 0: 20, 3: 10, 4: 8, 7: 4, 150: 10, 250: 4, 255: 12 };
  const type = u8At(bytes, 0);
  const known = fixed[type];
  if (known !== undefined) return known;
  if (type === 2) return 4 + 4 * u16At(bytes, 2);
  if (type === 5) return u8At(bytes, 1) & 0x80 ? 7 : 6;
  if (type === 6) return 8 + Math.abs(u32At(bytes, 4) | 0);
  if (type === 248) return 9 + u8At(bytes, 8);
  if (type === 251) return 8 + 16 * u8At(bytes, 6);
  if (type === 252) return 4 + u16At(bytes, 2);
  throw new Error(`a VNC server knows no message ${type}`);
}

/** Keeps the names of the keys that are down at the VNC server. */
export function followKeys(down: Set<string>, type: number, bytes: Uint8Array): void {
  if (type !== 4 && type !== 255) return;
  const name = type === 4 ? `symbol ${u32At(bytes, 4)}` : nameOfPlace(bytes);
  if (bytes[type === 4 ? 1 : 3] === 1) down.add(name);
  else down.delete(name);
}

function nameOfPlace(bytes: Uint8Array): string {
  const place = u32At(bytes, 8);
  return place === 0 ? `symbol ${u32At(bytes, 4)}` : `place ${place}`;
}

/** Answers to the fences in a piece of a stream, and where the next piece begins; a picture that looks like a fence does no harm. */
export function fenceAnswers(bytes: Uint8Array): { answers: Uint8Array; next: number } {
  const ask = [248, 0, 0, 0, 0x80, 0, 0];
  const answers: Uint8Array[] = [];
  let next = Math.max(0, bytes.length - ask.length);
  for (let at = 0; at + ask.length < bytes.length; at++) {
    if (!ask.every((byte, index) => bytes[at + index] === byte) || u8At(bytes, at + 8) > 64) continue;
    const end = at + 9 + u8At(bytes, at + 8);
    next = end > bytes.length || at + 9 > bytes.length ? at : Math.max(next, end);
    if (next === at) break;
    answers.push(packed('11241', 248, 0, 0, u8At(bytes, at + 7) & 3, u8At(bytes, at + 8)), bytes.slice(at + 9, end));
  }
  return { answers: joined(answers), next };
}

/** Red, green and blue of a pixel in updates of raw rectangles, the newest one; empty while it was not drawn. */
export function pixelIn(stream: Uint8Array, x: number, y: number): number[] {
  let colour: number[] = [];
  for (let at = 0, left = 0; at + 12 <= stream.length;) {
    if (left === 0) {
      left = u16At(stream, at + 2);
      at += 4;
      continue;
    }
    const [fromX, fromY] = [x - u16At(stream, at), y - u16At(stream, at + 2)];
    const [width, height] = [u16At(stream, at + 4), u16At(stream, at + 6)];
    const place = at + 12 + (fromY * width + fromX) * 4;
    const isInside = fromX >= 0 && fromY >= 0 && fromX < width && fromY < height;
    if (isInside && place + 3 < stream.length) colour = [...stream.subarray(place, place + 3)];
    at += 12 + width * height * 4;
    left -= 1;
  }
  return colour;
}
