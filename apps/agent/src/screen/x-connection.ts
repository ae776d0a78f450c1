import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { cookieOf } from './x-authority.ts';

const ANSWERS_WITHIN_MS = 2_000;
/** The longest answer that is waited for; a whole keymap has some 20 KB. */
const MOST_BYTES = 1024 * 1024;
const REQUEST = { internAtom: 16, queryExtension: 98 } as const;

/** A connection to an X server, in its own protocol (X11, little-endian), of which only what is asked through it is spoken. */
export type XConnection = {
  /** The window behind all others. */
  root: number;
  /** Sends a request that has no answer. `minor` is the second byte of its head. */
  send: (major: number, minor: number, body: Buffer) => void;
  /** Sends one that has. @throws when the server refuses it, or says nothing for two seconds: then the connection is closed */
  ask: (major: number, minor: number, body: Buffer) => Promise<Buffer>;
  close: () => void;
};

export type XEvents = {
  /** Something happened that was asked to be told: 32 bytes. */
  event: (bytes: Buffer) => void;
  /** The connection is gone, whoever hung up. */
  closed: () => void;
};

/** Opens the display called like `:0` with the cookie from a file. @throws when there is none, or it does not let us in */
export async function openDisplay(name: string, authority: string, events: XEvents): Promise<XConnection> {
  const number = /^:(\d+)(?:\.\d+)?$/.exec(name)?.[1];
  if (number === undefined) throw new Error(`${name} is no display of this machine`);
  const socket = await dial(`/tmp/.X11-unix/X${number}`);
  socket.write(greeting(cookieOf(authority, number)));
  const reader = new Reader(socket);
  const timer = setTimeout(() => socket.destroy(), ANSWERS_WITHIN_MS);
  try {
    const root = await greeted(reader);
    return talk(socket, reader, { root, events });
  } catch (error) {
    socket.destroy();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** An extension of the X server: the number its requests have, and that of its first event; nothing where it lacks it. */
export async function extensionOf(x: XConnection, name: string): Promise<{ major: number; event: number } | undefined> {
  const answer = await x.ask(REQUEST.queryExtension, 0, named(name));
  return answer[8] === 1 ? { major: answer.readUInt8(9), event: answer.readUInt8(10) } : undefined;
}

/** The number that stands for a name at this server. */
export async function atomOf(x: XConnection, name: string): Promise<number> {
  return (await x.ask(REQUEST.internAtom, 0, named(name))).readUInt32LE(8);
}

function named(name: string): Buffer {
  const body = Buffer.alloc(4 + padded(name.length));
  body.writeUInt16LE(name.length, 0);
  body.write(name, 4, 'latin1');
  return body;
}

/** Numbers of four bytes one behind the other. */
export function longs(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeUInt32LE(value, index * 4);
  return bytes;
}

async function dial(path: string): Promise<Socket> {
  // Servers listen on a file or, where only Linux is asked, on a name without one.
  for (const place of [path, `\0${path}`]) {
    const socket = connect(place);
    try {
      await once(socket, 'connect');
      socket.on('error', () => socket.destroy());
      return socket.unref();
    } catch {
      socket.destroy();
    }
  }
  throw new Error(`no X server listens on ${path}`);
}

function greeting(cookie: Buffer | undefined): Buffer {
  const name = Buffer.from(cookie ? 'MIT-MAGIC-COOKIE-1' : '', 'latin1');
  const data = cookie ?? Buffer.alloc(0);
  const bytes = Buffer.alloc(12 + padded(name.length) + padded(data.length));
  bytes.write('l', 0, 'latin1');
  bytes.writeUInt16LE(11, 2);
  bytes.writeUInt16LE(name.length, 6);
  bytes.writeUInt16LE(data.length, 8);
  name.copy(bytes, 12);
  data.copy(bytes, 12 + padded(name.length));
  return bytes;
}

/** What the server says of itself: how many bytes of names and formats stand before its first screen. */
async function greeted(reader: Reader): Promise<number> {
  const head = await reader.take(8);
  const rest = await reader.take(head.readUInt16LE(6) * 4);
  if (head[0] !== 1) throw new Error('the X server does not let us in');
  return rest.readUInt32LE(32 + padded(rest.readUInt16LE(16)) + rest.readUInt8(21) * 8);
}

type Waiting = { resolve: (answer: Buffer) => void; reject: (error: Error) => void };

function talk(socket: Socket, reader: Reader, { root, events }: { root: number; events: XEvents }): XConnection {
  const waiting = new Map<number, Waiting>();
  let sequence = 0;
  const send = (major: number, minor: number, body: Buffer): number => {
    const head = Buffer.from([major, minor, 0, 0]);
    head.writeUInt16LE(1 + body.length / 4, 2);
    socket.write(Buffer.concat([head, body]));
    sequence = (sequence + 1) & 0xff_ff;
    return sequence;
  };
  const hear = (bytes: Buffer): void => {
    const asked = bytes.readUInt16LE(2);
    const one = waiting.get(asked);
    if (bytes[0] === 1) one?.resolve(bytes);
    else if (bytes[0] === 0) one?.reject(new Error(`the X server answered with error ${bytes[1]}`));
    else return events.event(bytes);
    waiting.delete(asked);
  };
  socket.once('close', () => {
    for (const { reject } of waiting.values()) reject(new Error('the X server hung up'));
    waiting.clear();
    events.closed();
  });
  void hearAll(reader, hear).catch(() => socket.destroy());
  return {
    root,
    send,
    ask(major, minor, body) {
      const number = send(major, minor, body);
      const timer = setTimeout(() => socket.destroy(), ANSWERS_WITHIN_MS);
      const answer = new Promise<Buffer>((resolve, reject) => waiting.set(number, { resolve, reject }));
      return answer.finally(() => clearTimeout(timer));
    },
    close: () => socket.destroy(),
  };
}

async function hearAll(reader: Reader, hear: (bytes: Buffer) => void): Promise<never> {
  for (;;) {
    const head = await reader.take(32);
    // Answers, and one kind of events, say how much more follows.
    const more = head[0] === 1 || (head.readUInt8(0) & 0x7f) === 35 ? head.readUInt32LE(4) * 4 : 0;
    hear(more === 0 ? head : Buffer.concat([head, await reader.take(more)]));
  }
}

/** Cuts what comes into pieces of the lengths that are asked for. */
class Reader {
  #held: Buffer[] = [];
  #size = 0;
  #isOver = false;
  #wake: () => void = () => undefined;

  constructor(socket: Socket) {
    socket.on('data', (bytes: Buffer) => {
      this.#held.push(bytes);
      this.#size += bytes.length;
      this.#wake();
    });
    socket.once('close', () => {
      this.#isOver = true;
      this.#wake();
    });
  }

  async take(length: number): Promise<Buffer> {
    if (length > MOST_BYTES) throw new Error('the X server says too much');
    while (this.#size < length) {
      if (this.#isOver) throw new Error('the X server hung up');
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    const all = Buffer.concat(this.#held);
    this.#held = [all.subarray(length)];
    this.#size -= length;
    return all.subarray(0, length);
  }
}

/** X rounds lengths up to four. */
export function padded(length: number): number {
  return (length + 3) & ~3;
}
