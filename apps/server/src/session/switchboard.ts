import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { isBytes, objectOf } from '@latchkey/wire/bytes';
import { sql } from 'kysely';
import { tellAgents } from '../computer/telling.ts';
import { askOnce, type Connection, inTransaction } from '../kit/db.ts';
import type { Kit } from '../kit/kit.ts';
import { hashToken } from '../kit/secrets.ts';
import { closeSocket, closings, openDoor, openTurnstile, say, type Socket } from '../kit/sockets.ts';
import { leave, type Pairs, ready, sit } from './switchboard-pairs.ts';
import { connect, LONGEST_BYTES } from './switchboard-passing.ts';
import { openStandingWatch, type StandingWatch } from './switchboard-standing.ts';
import { type Side, takeTicketBack } from './tickets.ts';

const JOINS_WITHIN_MS = 10_000;
const MOST_HALF_OPEN = 256;
const TICKET_BYTES = 32;
const MOST_RECALLS = 5;
const RECALLS_COUNT_FOR_MS = 120_000;

/** Who dials: which side of a session, from where, and a viewer with which sign-in. */
export type Dialling = { side: Side; address: string; token: Buffer | undefined };

export type Switchboard = {
  /** Takes over an upgrade of which host, origin and proxy were checked. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer, who: Dialling): void;
  stop(): Promise<void>;
};

/** `recalls`: how often the host of a session was called anew lately. */
type Work = { kit: Kit; pairs: Pairs<Socket>; watch: StandingWatch; recalls: Map<string, number> };

/** Pairs the two data sockets of each session that this node serves, and passes what they say to each other, unread. */
export function openSwitchboard(kit: Kit, connection: Connection): Switchboard {
  const door = openDoor(LONGEST_BYTES);
  const turnstile = openTurnstile(MOST_HALF_OPEN);
  const pairs: Pairs<Socket> = new Map();
  const watch = openStandingWatch(kit, connection, pairs);
  const work: Work = { kit, pairs, watch, recalls: new Map() };
  return {
    accept(request, socket, head, who) {
      const through = turnstile.enter(who.address);
      if (!through)
        return void socket.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      socket.once('close', through);
      door.accept(request, socket, head, (webSocket) => awaitTicket(work, webSocket, { who, through }));
    },
    async stop() {
      await watch.stop();
      door.stop();
    },
  };
}

function awaitTicket(work: Work, socket: Socket, { who, through }: { who: Dialling; through: () => void }): void {
  const late = setTimeout(() => closeSocket(socket, closings.late), JOINS_WITHIN_MS);
  late.unref();
  socket.once('close', () => clearTimeout(late));
  socket.once('message', (data: Buffer, isBinary: boolean) => {
    clearTimeout(late);
    const ticket = isBinary ? undefined : ticketIn(data);
    // Nobody says anything more before they are paired.
    const early = (): void => closeSocket(socket, closings.misshapen);
    socket.on('message', early);
    if (ticket === undefined) {
      through();
      return early();
    }
    void join(work, socket, { who, ticket, early })
      .catch((error: unknown) => {
        work.kit.log.warn({ err: error }, 'join');
        closeSocket(socket, closings.tryLater);
      })
      .finally(through);
  });
}

function ticketIn(data: Buffer): string | undefined {
  const message = data.length > 1024 ? undefined : objectOf(data.toString('utf8'));
  const ticket = message?.['ticket'];
  return message?.['t'] === 'join' && isBytes(ticket, TICKET_BYTES) ? ticket : undefined;
}

type Used = { account_id: string; session_id: string; computer_id: string; sign_in_id: string; round: number };

async function join(
  work: Work,
  socket: Socket,
  { who, ticket, early }: { who: Dialling; ticket: string; early: () => void },
): Promise<void> {
  const used = await redeem(work.kit, who, ticket);
  if (!used) return closeSocket(socket, closings.refused, 'ticket');
  const sessionId = used.session_id;
  const place = { accountId: used.account_id, computerId: used.computer_id };
  if (socket.readyState !== socket.OPEN) return who.side === 'host' ? recall(work, sessionId, place) : undefined;
  const { isSeated, out } = sit(work.pairs, {
    sessionId,
    ...place,
    round: used.round,
    side: who.side,
    socket,
  });
  for (const old of out) closeSocket(old, closings.replaced, 'replaced');
  if (!isSeated) return closeSocket(socket, closings.replaced, 'taken');
  socket.once('close', () => depart(work, sessionId, socket));
  // Registered before the last check of rights: what is taken after it is found by the next re-check (C9).
  const fault = await work.watch.check(sessionId);
  if (fault !== undefined) return undefined;
  const pair = ready(work.pairs, sessionId, socket);
  socket.off('message', early);
  if (!pair) return void socket.on('message', early);
  return begin(work, sessionId, pair);
}

/** Uses a ticket up; a viewer's is worth something only in the sign-in that got it. */
async function redeem(kit: Kit, who: Dialling, ticket: string): Promise<Used | undefined> {
  const [used] = await askOnce(
    kit.db,
    (now) => sql<Used>`select * from use_ticket(${hashToken(ticket)}, ${who.side}, ${kit.node.id}, ${now})`,
  );
  if (!used || who.side === 'host') return used;
  const [signIn] = await askOnce(
    kit.db,
    (now) => sql<{ sign_in_id: string }>`select sign_in_id from sign_in_of(${who.token ?? null}, ${now})`,
  );
  return signIn?.sign_in_id === used.sign_in_id ? used : undefined;
}

function begin({ watch }: Work, sessionId: string, { viewer, host }: { viewer: Socket; host: Socket }): void {
  watch.isBack(sessionId);
  for (const socket of [viewer, host]) socket.removeAllListeners('message');
  connect(viewer, host, () => watch.isFresh());
  for (const socket of [viewer, host]) say(socket, { t: 'paired' });
}

function depart(work: Work, sessionId: string, socket: Socket): void {
  const { pairs, watch } = work;
  const left = leave(pairs, sessionId, socket);
  if (!left) return;
  for (const other of left.out) closeSocket(other, closings.tryLater, 'lost');
  if (left.wasPaired) return watch.isLost(sessionId, left.seats);
  if (left.side === 'host') recall(work, sessionId, left.seats);
}

/**
 * The host’s ticket is spent, and its socket broke before there was a pair: it is called anew, so that no viewer waits in vain. One that
 * breaks its sockets for ever is not called for ever.
 */
function recall({ kit, recalls }: Work, sessionId: string, of: { accountId: string; computerId: string }): void {
  const before = recalls.get(sessionId) ?? 0;
  if (before === 0) setTimeout(() => recalls.delete(sessionId), RECALLS_COUNT_FOR_MS).unref();
  recalls.set(sessionId, before + 1);
  if (before >= MOST_RECALLS) return;
  const { accountId, computerId } = of;
  inTransaction(kit.db, { accountId }, async ({ tx }) => {
    await takeTicketBack(tx, { accountId, sessionId }, 'host');
    await tellAgents(tx, [computerId]);
  }).catch((error: unknown) => kit.log.warn({ err: error }, 'recall'));
}
