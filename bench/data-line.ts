import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import type { Socket } from 'node:net';
import type { Seat } from './fill-sessions.ts';

const BINARY = 2;
const TEXT = 1;
const CLOSE = 8;
/** The last fragment, which here is the first too. */
const FINAL = 0x80;
const MASKED = 0x80;
const BYTES_16 = 126;
const BYTES_64 = 127;

/**
 * A data socket whose frames are made and read by hand: those of a load are made once, and nobody unmasks or copies what comes, so that
 * the measuring side costs the same here as over plain TCP.
 */
export type DataLine = {
  socket: Socket;
  /** Resolves when the server said `paired`. */
  paired: Promise<void>;
  /** Resolves when the server closes it, with the reason and the moment, by `performance.now()`. */
  closed: Promise<{ code: number; reason: string; at: number }>;
  /** From now on what comes is only counted. */
  count: (bytes: (length: number) => void) => void;
};

/** Both sides of an open session, paired by the server. */
export type Pair = { viewer: DataLine; host: DataLine; seat: Seat };

/** Joins both sides with the tickets of a seat. */
export async function pairOf(url: string, seat: Seat): Promise<Pair> {
  const { origin, port } = new URL(url);
  const cookie = `latchkey-${port}=${seat.cookieToken}`;
  const [viewer, host] = await Promise.all([
    dial(`${url}/session/viewer`, { origin, cookie }),
    dial(`${url}/session/host`, {}),
  ]);
  host.socket.write(frameOf(Buffer.from(JSON.stringify({ t: 'join', ticket: seat.host })), TEXT));
  viewer.socket.write(frameOf(Buffer.from(JSON.stringify({ t: 'join', ticket: seat.viewer })), TEXT));
  const refused = viewer.closed.then(({ code, reason }) => {
    throw new Error(`not paired: ${code} ${reason}`);
  });
  refused.catch(() => undefined);
  await Promise.race([Promise.all([viewer.paired, host.paired]), refused]);
  return { viewer, host, seat };
}

/** One message of a client as RFC 6455 frames it, masked with zeros as the agent does. */
export function frameOf(payload: Buffer, opcode = BINARY): Buffer {
  const size = payload.length;
  const head = Buffer.alloc(size < BYTES_16 ? 2 : size < 2 ** 16 ? 4 : 10);
  head[0] = FINAL | opcode;
  head[1] = MASKED | (size < BYTES_16 ? size : size < 2 ** 16 ? BYTES_16 : BYTES_64);
  if (head.length === 4) head.writeUInt16BE(size, 2);
  if (head.length === 10) head.writeBigUInt64BE(BigInt(size), 2);
  return Buffer.concat([head, Buffer.alloc(4), payload]);
}

function dial(url: string, headers: Record<string, string>): Promise<DataLine> {
  const upgrade = {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': randomBytes(16).toString('base64'),
  };
  return new Promise((resolve, reject) => {
    const asked = request(url, { agent: false, headers: { ...upgrade, ...headers } });
    asked.on('upgrade', (_, socket, head) => resolve(lineOn(socket, head)));
    asked.on('response', ({ statusCode }) => reject(new Error(`${url}: ${statusCode}`)));
    asked.on('error', reject);
    asked.end();
  });
}

function lineOn(socket: Socket, head: Buffer): DataLine {
  const [paired, closed] = [
    Promise.withResolvers<void>(),
    Promise.withResolvers<{ code: number; reason: string; at: number }>(),
  ];
  const end = (code: number, reason: string) => closed.resolve({ code, reason, at: performance.now() });
  let waiting: Buffer = head;
  const read = (bytes: Buffer) => {
    waiting = waiting.length === 0 ? bytes : Buffer.concat([waiting, bytes]);
    for (let frame = frameIn(waiting); frame; frame = frameIn(waiting)) {
      waiting = waiting.subarray(frame.end);
      const payload = frame.payload;
      if (frame.opcode === TEXT && payload.includes('"paired"')) paired.resolve();
      if (frame.opcode !== CLOSE) continue;
      end(payload.readUInt16BE(0), payload.toString('utf8', 2));
      socket.end(frameOf(payload, CLOSE));
    }
  };
  socket.setNoDelay(true);
  socket.on('data', read);
  socket.on('error', () => undefined);
  socket.on('close', () => end(0, 'cut off'));
  read(Buffer.alloc(0));
  return {
    socket,
    paired: paired.promise,
    closed: closed.promise,
    count(bytes) {
      socket.off('data', read);
      socket.on('data', (chunk: Buffer) => bytes(chunk.length));
    },
  };
}

type Frame = { opcode: number; payload: Buffer; end: number };

/** The first frame of a server in these bytes, if all of it is there. */
function frameIn(bytes: Buffer): Frame | undefined {
  if (bytes.length < 2) return undefined;
  const short = (bytes[1] ?? 0) & 0x7f;
  const at = short === BYTES_64 ? 10 : short === BYTES_16 ? 4 : 2;
  if (bytes.length < at) return undefined;
  const size =
    short === BYTES_64 ? Number(bytes.readBigUInt64BE(2)) : short === BYTES_16 ? bytes.readUInt16BE(2) : short;
  if (bytes.length < at + size) return undefined;
  return { opcode: (bytes[0] ?? 0) & 0x0f, payload: bytes.subarray(at, at + size), end: at + size };
}
