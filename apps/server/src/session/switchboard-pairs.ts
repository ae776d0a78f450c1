/**
 * Which sockets are of which session, as plain data: no socket is read or written here. Whoever joins is registered first and ready
 * after the last check of rights; two that are ready are a pair. A pair that lost one side is over, and comes back as another round.
 */
import type { Side } from './tickets.ts';

type Seat<S> = { socket: S; isReady: boolean };
export type Seats<S> = {
  accountId: string;
  computerId: string;
  round: number;
  viewer?: Seat<S>;
  host?: Seat<S>;
  isPaired: boolean;
};

/** The sessions of a node by their ids. */
export type Pairs<S> = Map<string, Seats<S>>;

export type Joining<S> = {
  sessionId: string;
  accountId: string;
  computerId: string;
  round: number;
  side: Side;
  socket: S;
};

/**
 * Registers a socket. A later round takes the place of an earlier one, whose sockets are given as `out`; whoever comes too late, or to a
 * place that is taken, is not seated.
 */
export function sit<S>(pairs: Pairs<S>, joining: Joining<S>): { isSeated: boolean; out: S[] } {
  const { sessionId, accountId, computerId, round, side, socket } = joining;
  const before = pairs.get(sessionId);
  if (before && (before.round > round || (before.round === round && (before.isPaired || before[side]))))
    return { isSeated: false, out: [] };
  const isSame = before?.round === round;
  const seats: Seats<S> = isSame ? before : { accountId, computerId, round, isPaired: false };
  seats[side] = { socket, isReady: false };
  pairs.set(sessionId, seats);
  return { isSeated: true, out: before && !isSame ? socketsOf(before) : [] };
}

/** Notes that a socket passed its last check; gives the pair when it is the second of it that did. */
export function ready<S>(pairs: Pairs<S>, sessionId: string, socket: S): { viewer: S; host: S } | undefined {
  const seats = pairs.get(sessionId);
  const seat = [seats?.viewer, seats?.host].find((one) => one?.socket === socket);
  if (!seats || !seat) return undefined;
  seat.isReady = true;
  const { viewer, host } = seats;
  if (seats.isPaired || !viewer?.isReady || !host?.isReady) return undefined;
  seats.isPaired = true;
  return { viewer: viewer.socket, host: host.socket };
}

/** A socket is gone. A pair is over with it: the other socket is given, to be closed; who waits alone goes on waiting. */
export function leave<S>(
  pairs: Pairs<S>,
  sessionId: string,
  socket: S,
): { out: S[]; side: Side; wasPaired: boolean; seats: Seats<S> } | undefined {
  const seats = pairs.get(sessionId);
  const side = seats?.viewer?.socket === socket ? 'viewer' : seats?.host?.socket === socket ? 'host' : undefined;
  if (!seats || !side) return undefined;
  const out = seats.isPaired ? socketsOf(seats).filter((one) => one !== socket) : [];
  const wasPaired = seats.isPaired;
  delete seats[side];
  if (wasPaired || (!seats.viewer && !seats.host)) pairs.delete(sessionId);
  return { out, side, wasPaired, seats };
}

/** Ends a session here: its sockets are given, to be closed. */
export function dismiss<S>(pairs: Pairs<S>, sessionId: string): S[] {
  const seats = pairs.get(sessionId);
  pairs.delete(sessionId);
  return seats ? socketsOf(seats) : [];
}

function socketsOf<S>(seats: Seats<S>): S[] {
  return [seats.viewer, seats.host].flatMap((seat) => (seat ? [seat.socket] : []));
}
