import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type Facts, type Hello, NONCE_BYTES } from '@latchkey/wire/hello';
import { type AgentMessage, parseFromAgent, writeMessage } from '@latchkey/wire/link-messages';
import { MAX_MESSAGE } from '@latchkey/wire/link-shape';
import { PROTOCOL_VERSION } from '@latchkey/wire/transcript';
import { type Began, type Connection, inTransaction } from '../kit/db.ts';
import type { Kit } from '../kit/kit.ts';
import { closeSocket, closings, openDoor, openTurnstile, say, type Socket } from '../kit/sockets.ts';
import type { Greeted } from './link-admitting.ts';
import { openReception, type Reception } from './link-hello.ts';
import { openLinkRounds } from './link-rounds.ts';
import { NO_ENDS, owedToComputer, type Owed, type Told } from './link-owed.ts';
import { noteFacts, type OfComputer } from './presence.ts';

const HELLO_WITHIN_MS = 10_000;
const MOST_HALF_OPEN = 512;
const FACTS_MS = 1_000;
/** What one computer may say: so many messages at once, and so many a second in the long run. */
const BURST = 100;
const A_SECOND = 10;
const NOTHING_UNDER_WAY = Promise.resolve();

/** A control socket whose computer was let in. */
export type Live = Omit<Greeted, 'welcome' | 'isOwed'> & {
  socket: Socket;
  heardAt: number;
  isSettled: boolean;
  owesAgain: boolean;
  facts: Facts | undefined;
  /** What is done for this computer, one thing after the other. */
  turn: Promise<void>;
  allowance: number;
  allowedAt: number;
};

/** What other nouns do on a control socket: hear what the agent says of sessions, and tell what it is owed of them. */
export type LinkHooks = {
  hear(of: OfComputer, message: AgentMessage): Promise<void>;
  owed(began: Began, of: OfComputer, told: Told): Promise<Owed>;
};

export type Links = {
  /** Takes over an upgrade of which host, origin and proxy were checked. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer, address: string): void;
  /** Looks at once whether these computers of this node are owed something, or all. */
  settle(computerIds?: readonly string[]): void;
  stop(): Promise<void>;
};

/** The control sockets of the computers that hang on this node. */
export function openLinks(kit: Kit, connection: Connection, hooks: LinkHooks): Links {
  const door = openDoor(MAX_MESSAGE);
  const turnstile = openTurnstile(MOST_HALF_OPEN);
  const live = new Map<string, Live>();
  const work: Work = { kit, hooks, live, reception: openReception(kit), guests: new WeakMap(), owners: new WeakMap() };
  const ears = earsOf(work);
  const rounds = openLinkRounds(kit, connection, { live, settle: (one) => settle(work, one) });
  return {
    accept(request, socket, head, address) {
      const leave = turnstile.enter(address);
      if (!leave)
        return void socket.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      socket.once('close', leave);
      const enter = (): void => {
        socket.off('close', leave);
        leave();
      };
      door.accept(request, socket, head, (webSocket) => challenge(work, ears, webSocket, enter));
    },
    settle: (computerIds) => rounds.settle(computerIds),
    async stop() {
      await rounds.stop();
      const open = [...live.values()];
      door.stop();
      await Promise.allSettled(open.map((one) => one.turn));
    },
  };
}

/** A socket of which it is not known yet whose it is. `leave`: it is no stranger any more. */
type Guest = { nonce: string; late: NodeJS.Timeout; leave: () => void };

type Work = {
  kit: Kit;
  hooks: LinkHooks;
  live: Map<string, Live>;
  reception: Reception;
  guests: WeakMap<Socket, Guest>;
  /** Whose each socket is. */
  owners: WeakMap<Socket, Live>;
};

/** What hears all sockets, each as its own: functions made for each of ten thousand that are idle would take megabytes. */
type Ears = {
  sign: (this: Socket) => void;
  message: (this: Socket, data: Buffer, isBinary: boolean) => void;
  close: (this: Socket) => void;
};

function earsOf(work: Work): Ears {
  const { guests, owners, live, reception } = work;
  return {
    sign() {
      const one = owners.get(this);
      if (one) one.heardAt = performance.now();
    },
    message(data, isBinary) {
      const guest = guests.get(this);
      const one = owners.get(this);
      if (guest) meet(work, this, guest, isBinary ? 'misshapen' : parseFromAgent(data.toString('utf8')));
      else if (one) hearMessage(work, one, data, isBinary);
    },
    close() {
      clearTimeout(guests.get(this)?.late);
      guests.delete(this);
      const one = owners.get(this);
      if (!one) return;
      if (live.get(one.computerId) === one) live.delete(one.computerId);
      take(work, one, () => reception.depart(one));
    },
  };
}

/** Asks who is there; whoever does not say so in time, or says anything else first, is hung up on. */
function challenge(work: Work, ears: Ears, socket: Socket, leave: () => void): void {
  const nonce = randomBytes(NONCE_BYTES).toString('base64url');
  const late = setTimeout(() => closeSocket(socket, closings.late), HELLO_WITHIN_MS);
  late.unref();
  work.guests.set(socket, { nonce, late, leave });
  for (const sign of ['pong', 'ping'] as const) socket.on(sign, ears.sign);
  socket.on('message', ears.message);
  socket.on('close', ears.close);
  say(socket, writeMessage({ t: 'challenge', versions: [PROTOCOL_VERSION], nonce }));
}

/** The first that a socket says: nothing else is heard from it until it is known whose it is. */
function meet(
  work: Work,
  socket: Socket,
  { nonce, late, leave }: Guest,
  hello: ReturnType<typeof parseFromAgent>,
): void {
  work.guests.delete(socket);
  clearTimeout(late);
  if (typeof hello === 'string' || hello.t !== 'hello') {
    leave();
    return closeSocket(socket, closings.misshapen);
  }
  socket.pause();
  void welcome(work, socket, { hello, nonce })
    .catch((error: unknown) => {
      work.kit.log.warn({ err: error }, 'hello');
      closeSocket(socket, closings.tryLater);
    })
    .finally(leave);
}

async function welcome(work: Work, socket: Socket, { hello, nonce }: { hello: Hello; nonce: string }): Promise<void> {
  const greeted = await work.reception.greet(hello, nonce);
  if (typeof greeted === 'string') {
    say(socket, writeMessage({ t: 'refused', code: greeted }));
    return closeSocket(socket, closings.refused, greeted);
  }
  if (socket.readyState !== socket.OPEN) return work.reception.depart(greeted);
  const { welcome: firstWords, isOwed, ...of } = greeted;
  const now = performance.now();
  const one: Live = {
    ...of,
    socket,
    heardAt: now,
    isSettled: !isOwed,
    owesAgain: false,
    facts: undefined,
    turn: NOTHING_UNDER_WAY,
    allowance: BURST,
    allowedAt: now,
  };
  work.owners.set(socket, one);
  const before = work.live.get(one.computerId);
  work.live.set(one.computerId, one);
  if (before) closeSocket(before.socket, closings.replaced);
  say(socket, writeMessage(firstWords));
  if (isOwed) settle(work, one);
  socket.resume();
}

function hearMessage(work: Work, one: Live, data: Buffer, isBinary: boolean): void {
  const { socket } = one;
  one.heardAt = performance.now();
  if (socket.readyState !== socket.OPEN) return undefined;
  if (isBinary || !isWithin(one)) return closeSocket(socket, closings.misshapen);
  return hear(work, one, data.toString('utf8'));
}

/** Whether a computer says no more than it may. */
function isWithin(one: Live): boolean {
  const now = performance.now();
  one.allowance = Math.min(BURST, one.allowance + ((now - one.allowedAt) / 1000) * A_SECOND) - 1;
  one.allowedAt = now;
  return one.allowance >= 0;
}

function hear(work: Work, one: Live, text: string): void {
  const message = parseFromAgent(text);
  if (message === 'unknown') return;
  if (message === 'misshapen' || message.t === 'hello') return closeSocket(one.socket, closings.misshapen);
  if (message.t === 'facts') return hearFacts(work, one, message);
  // Said after every welcome, and mostly nothing new.
  if (message.t === 'acknowledged' && message.revision <= one.acknowledged) return;
  take(work, one, async () => {
    await work.hooks.hear(one, message);
  });
}

/** What a machine says of itself is written once a second at most: the last word counts. */
function hearFacts(work: Work, one: Live, facts: Facts): void {
  const isWaiting = one.facts !== undefined;
  one.facts = facts;
  if (isWaiting) return;
  setTimeout(() => {
    const last = one.facts;
    one.facts = undefined;
    if (last === undefined || one.socket.readyState !== one.socket.OPEN) return;
    take(work, one, () =>
      inTransaction(work.kit.db, { accountId: one.accountId }, (began) => noteFacts(began, one, last)),
    );
  }, FACTS_MS).unref();
}

/** Sends what a computer is owed; asked again while it is under way, it is done once more. */
function settle(work: Work, one: Live): void {
  if (one.owesAgain) return;
  one.owesAgain = true;
  take(work, one, async () => {
    one.owesAgain = false;
    if (one.socket.readyState !== one.socket.OPEN) return;
    const told: Told = { ...one.told, ends: new Set(one.told.ends) };
    const { messages, isSettled } = await inTransaction(work.kit.db, { accountId: one.accountId }, async (began) => {
      const parts = [await owedToComputer(began, one, told), await work.hooks.owed(began, one, told)];
      return { messages: parts.flatMap((part) => part.messages), isSettled: parts.every((part) => part.isSettled) };
    });
    one.told = told.ends.size === 0 ? { ...told, ends: NO_ENDS } : told;
    one.isSettled = isSettled;
    for (const message of messages) say(one.socket, writeMessage(message));
  });
}

/** Does one thing after the other for a computer, and reads no more from it meanwhile. A fault closes the socket: it comes back. */
function take(work: Work, one: Live, act: () => Promise<void>): void {
  one.socket.pause();
  const mine = one.turn.then(act).catch((error: unknown) => {
    work.kit.log.warn({ err: error, computer: one.computerId }, 'control socket');
    closeSocket(one.socket, closings.tryLater);
  });
  one.turn = mine;
  void mine.then(() => {
    if (one.turn === mine && one.socket.isPaused) one.socket.resume();
  });
}
