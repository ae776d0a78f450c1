import { closeSocket, closings, cutSocket, gather, type Socket } from '../kit/sockets.ts';

/** The longest message of a data socket. */
export const LONGEST_BYTES = 2 ** 20;
/** Nothing more is read from one side while so much waits for the other, */
const MOST_WAITING = 2 ** 20;
/** until so little does. */
const LEAST_WAITING = 256 * 1024;
const STALLED_MS = 60_000;

/**
 * Passes binary messages both ways, unread, while `mayPass` says so. When it does not, when one side takes nothing for a minute, or says
 * anything else, both are closed.
 */
export function connect(one: Socket, other: Socket, mayPass: () => boolean): void {
  pass(one, other, mayPass);
  pass(other, one, mayPass);
}

function pass(from: Socket, to: Socket, mayPass: () => boolean): void {
  let stalled: NodeJS.Timeout | undefined;
  const goOn = (): void => {
    if (stalled === undefined || to.bufferedAmount >= LEAST_WAITING) return;
    clearTimeout(stalled);
    stalled = undefined;
    from.resume();
  };
  from.on('message', (data: Buffer, isBinary: boolean) => {
    if (!isBinary) return closeSocket(from, closings.misshapen);
    if (to.readyState !== to.OPEN || from.readyState !== from.OPEN) return;
    if (!mayPass()) return cutBoth(from, to);
    gather(to);
    to.send(data, { binary: true }, goOn);
    if (stalled !== undefined || to.bufferedAmount <= MOST_WAITING) return;
    from.pause();
    stalled = setTimeout(() => {
      closeSocket(from, closings.late, 'stalled');
      to.terminate();
    }, STALLED_MS);
    stalled.unref();
  });
  for (const socket of [from, to]) socket.once('close', () => clearTimeout(stalled));
}

/** Nothing is wrong with them: they may come back. */
function cutBoth(from: Socket, to: Socket): void {
  for (const socket of [from, to]) cutSocket(socket, closings.tryLater, 'lost');
}
