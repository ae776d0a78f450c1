// A program at a desktop that answers every key by another colour of the whole screen, and does nothing else: what is measured with it
// is the way to it and back. It speaks X11 itself, since a toolkit would take longer than the way does.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';

/** The file of this program, for whoever starts it: its arguments are the width and the height of the screen. */
export const lightProgram = fileURLToPath(import.meta.url);

const COLOURS = [0xc02020, 0x2020c0, 0x20a020, 0xd0d020, 0x20c0c0, 0xc020c0];

/** Numbers of the X protocol: requests, the bits of a window's attributes, and what it tells. */
const CREATE_WINDOW = 1;
const CHANGE_ATTRIBUTES = 2;
const MAP_WINDOW = 8;
const SET_FOCUS = 42;
const CLEAR = 61;
const BACKGROUND = 0x2;
const OVERRIDE_REDIRECT = 0x200;
const EVENTS = 0x800;
const TELLS_KEYS = 0x1;
const KEY_PRESS = 2;
const EVENT_BYTES = 32;

if (import.meta.main) await shine(Number((process.env['DISPLAY'] ?? ':0').slice(1)), process.argv.slice(2).map(Number));

/** Covers the screen of a display and changes its colour at every key. */
async function shine(display: number, [width = 0, height = 0]: number[]): Promise<void> {
  const socket = connect(`/tmp/.X11-unix/X${display}`);
  await once(socket, 'connect');
  const { root, base } = await greet(socket);
  const shape = [0, width | (height << 16), 1 << 16];
  const attributes = [BACKGROUND | OVERRIDE_REDIRECT | EVENTS, COLOURS[0] ?? 0, 1, TELLS_KEYS];
  socket.write(requestOf(CREATE_WINDOW, [base, root, ...shape, 0, ...attributes]));
  socket.write(requestOf(MAP_WINDOW, [base]));
  socket.write(requestOf(SET_FOCUS, [base, 0]));
  let pressed = 0;
  let waiting = Buffer.alloc(0);
  socket.on('data', (bytes: Buffer) => {
    waiting = Buffer.concat([waiting, bytes]);
    for (; waiting.length >= EVENT_BYTES; waiting = waiting.subarray(EVENT_BYTES)) {
      if (waiting[0] === 0) throw new Error(`X refused: error ${waiting[1]} of request ${waiting[10]}`);
      if (waiting[0] !== KEY_PRESS) continue;
      pressed += 1;
      const colour = COLOURS[pressed % COLOURS.length] ?? 0;
      const changed = requestOf(CHANGE_ATTRIBUTES, [base, BACKGROUND, colour]);
      socket.write(Buffer.concat([changed, requestOf(CLEAR, [base, 0, 0])]));
    }
  });
  socket.on('close', () => process.exit());
}

/** Says hello without a cookie; gives the first screen's root window and the first number for windows of our own. */
async function greet(socket: Socket): Promise<{ root: number; base: number }> {
  socket.write(Buffer.from([0x6c, 0, 11, 0, 0, 0, 0, 0, 0, 0, 0, 0]));
  let reply = Buffer.alloc(0);
  while (reply.length < 8 || reply.length < 8 + reply.readUInt16LE(6) * 4) {
    const [bytes] = (await once(socket, 'data')) as [Buffer];
    reply = Buffer.concat([reply, bytes]);
  }
  if (reply[0] !== 1) throw new Error('X did not let us in');
  const vendor = Math.ceil(reply.readUInt16LE(24) / 4) * 4;
  const formats = (reply[29] ?? 0) * 8;
  return { root: reply.readUInt32LE(40 + vendor + formats), base: reply.readUInt32LE(12) };
}

function requestOf(kind: number, words: number[]): Buffer {
  const request = Buffer.alloc(4 + 4 * words.length);
  request[0] = kind;
  request.writeUInt16LE(1 + words.length, 2);
  for (const [at, word] of words.entries()) request.writeUInt32LE(word, 4 + 4 * at);
  return request;
}
