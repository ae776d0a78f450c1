import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';

/** A WebSocket of the server. */
export type Socket = WebSocket;

/** Why a socket is closed by the server (RFC 6455, 7.4): what the other side reads of it. */
export const closings = {
  /** Said something that nobody of ours says. */
  misshapen: 4400,
  /** Has no right to be here; a ticket that is unknown, used, late, or somebody else's looks the same. */
  refused: 4403,
  /** Said nothing in time, or took nothing for too long. */
  late: 4408,
  /** Another socket stands in its place. */
  replaced: 4409,
  /** What it was for is over; the reason says why. */
  over: 4410,
  /** Nothing is wrong with it: come back (the code of RFC 6455's registry). */
  tryLater: 1013,
} as const;

/** The connection under each WebSocket. */
const connections = new WeakMap<Socket, Duplex>();

/** A socket that does not end by itself so soon after it was closed is cut off. */
const LINGERS_MS = 2_000;

export type Door = {
  accept(request: IncomingMessage, socket: Duplex, head: Buffer, take: (socket: Socket) => void): void;
  stop(): void;
};

/** Makes WebSockets of upgrades; a message is at most so many bytes, and none is compressed. */
export function openDoor(maxPayload: number): Door {
  const server = new WebSocketServer({ noServer: true, maxPayload, perMessageDeflate: false });
  return {
    accept(request, socket, head, take) {
      request.socket.setNoDelay(true);
      server.handleUpgrade(request, socket, head, (webSocket) => {
        connections.set(webSocket, socket);
        webSocket.on('error', cutOff);
        take(webSocket);
      });
    },
    stop() {
      for (const client of server.clients) client.terminate();
      server.close();
    },
  };
}

/** One for all sockets: a function made for each would keep alive all that its upgrade knew. */
function cutOff(this: Socket): void {
  this.terminate();
}

/**
 * Closes a socket for a reason, once, and cuts it off when the other side does not answer. What it says after that is still heard, so
 * whoever listens looks whether it is open.
 */
export function closeSocket(socket: Socket, code: number, reason = ''): void {
  if (socket.readyState !== WebSocket.OPEN) return;
  // Who is paused would never see the answer.
  if (socket.isPaused) socket.resume();
  socket.close(code, reason);
  const timer = setTimeout(() => socket.terminate(), LINGERS_MS);
  timer.unref();
  socket.once('close', () => clearTimeout(timer));
}

/** The same, but what still waits for the other side does not get there any more: then it is cut off and not told why. */
export function cutSocket(socket: Socket, code: number, reason = ''): void {
  if (socket.bufferedAmount > 0) socket.terminate();
  else closeSocket(socket, code, reason);
}

/**
 * What is sent from here to the end of this turn leaves in one piece: a call of the system for each message would be the larger part of
 * what passing it on costs.
 */
export function gather(socket: Socket): void {
  const connection = connections.get(socket);
  if (!connection || connection.writableCorked > 0) return;
  connection.cork();
  process.nextTick(() => connection.uncork());
}

/** Says something as JSON, or as it is; whoever is gone does not hear it. */
export function say(socket: Socket, message: object | string): void {
  if (socket.readyState === WebSocket.OPEN)
    socket.send(typeof message === 'string' ? message : JSON.stringify(message));
}

/**
 * Keeps those of one address who have not yet said who they are to so many. `enter` gives what to call when they have, or
 * nothing when there are as many already.
 */
export function openTurnstile(most: number): { enter: (address: string) => (() => void) | undefined } {
  const waiting = new Map<string, number>();
  return {
    enter(address) {
      const before = waiting.get(address) ?? 0;
      if (before >= most) return undefined;
      waiting.set(address, before + 1);
      let isIn = true;
      return () => {
        if (!isIn) return;
        isIn = false;
        const left = (waiting.get(address) ?? 1) - 1;
        if (left === 0) waiting.delete(address);
        else waiting.set(address, left);
      };
    },
  };
}
