import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Permission } from '@latchkey/domain/role';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Connection, Db, Tx } from './db.ts';
import { listen, notify } from './listen.ts';
import { type Insider, watchInside } from './news-inside.ts';
import { standingOf } from './standing.ts';
import { within } from './within.ts';

/** The nouns that news tell of, and what one must be allowed to see to hear of them. */
const audience = {
  member: 'users.view',
  batch: 'users.manage',
  computer: 'computers.manage',
  session: 'sessions.view',
} as const satisfies Record<string, Permission>;
export type NewsNoun = keyof typeof audience;

const CHANNEL = 'latchkey_news';
const RECHECK_MS = 2_000;
/** A node that could not re-check for this long closes its sockets: nobody listens on rights they may have lost. */
const STALE_MS = 4_000;
/** A noun of an account is told at most this often: while hundreds of mails go out, a list is read again once a second, not for each. */
const PACE_MS = 1_000;
/**
 * How many sockets one sign-in has on this node. One more closes the oldest, which a tab takes up again when somebody looks at it, so
 * that a person with more tabs than this hears the news in those they use.
 */
const MOST_SOCKETS = 20;
const TRY_LATER = 1013;

/** Says in this transaction that a noun of an account changed; told to open tabs when, and only if, it commits. */
export async function tellNews(tx: Tx, accountId: string, noun: NewsNoun): Promise<void> {
  await notify(tx, CHANNEL, `${accountId} ${noun}`);
}

function isNoun(name: string): name is NewsNoun {
  return name in audience;
}

/** What everybody hears of: what they may do themselves, which the account says. */
const OWN_RIGHTS = JSON.stringify({ changed: 'account' });
/** What who sees users in some groups only hears of these. */
const USERS = JSON.stringify({ changed: 'member' });

type Listener = Insider & {
  socket: WebSocket;
  token: Buffer;
  /** What the first check has not found out yet. */
  held?: readonly Permission[];
  limits?: string;
  /** What was told before the first check was over. */
  waiting: Set<NewsNoun>;
};

export type News = {
  /** Takes over an upgrade that http.ts has checked (host, origin); closes it when the sign-in has no such profile. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer, who: { token: Buffer; accountId: string }): void;
  stop(): Promise<void>;
};

/** Opens the news of this node: one LISTEN connection, and a re-check of every socket's rights every 2 s in one query. */
export function openNews(db: Db, connection: Connection): News {
  const listeners = new Set<Listener>();
  const crowd = openCrowd();
  const server = new WebSocketServer({ noServer: true, maxPayload: 1024, perMessageDeflate: false });
  const recheck = keepChecking(db, listeners);
  const spread = paced(PACE_MS, (payload) => {
    const [accountId = '', noun = ''] = payload.split(' ');
    // Who stood still meanwhile hears nothing before its rights were looked at; its socket is closed, and its tab fetches anew.
    if (!isNoun(noun) || !recheck.isFresh()) return;
    for (const one of listeners) if (one.accountId === accountId) tell(one, noun);
  });
  const inside = watchInside(db, listeners, ({ socket }) => {
    if (recheck.isFresh()) socket.send(USERS);
  });
  const ear = listen(connection, CHANNEL, {
    hear: spread,
    // Nobody knows what changed meanwhile, so every tab fetches anew what it may see.
    missed: () => {
      for (const one of listeners) for (const noun of Object.keys(audience)) if (isNoun(noun)) tell(one, noun);
    },
  });
  return {
    accept(request, socket, head, who) {
      server.handleUpgrade(request, socket, head, (webSocket) => {
        crowd.join(who.token, webSocket);
        void admit(db, listeners, webSocket, who);
      });
    },
    async stop() {
      recheck.stop();
      inside.stop();
      for (const one of listeners) one.socket.terminate();
      server.close();
      await ear.stop();
    },
  };
}

/** Keeps the sockets of each sign-in to `MOST_SOCKETS`, the newest ones. */
function openCrowd() {
  const bySignIn = new Map<string, Set<WebSocket>>();
  return {
    join(token: Buffer, socket: WebSocket): void {
      const signIn = token.toString('hex');
      const own = bySignIn.get(signIn) ?? new Set();
      bySignIn.set(signIn, own.add(socket));
      const leave = () => {
        own.delete(socket);
        if (own.size === 0 && bySignIn.get(signIn) === own) bySignIn.delete(signIn);
      };
      socket.on('close', leave);
      const [oldest] = own;
      if (own.size <= MOST_SOCKETS || oldest === undefined) return;
      own.delete(oldest);
      oldest.close(TRY_LATER);
    },
  };
}

/** Hands on at once what is said, and what is said again within `everyMs` once, when that time is over: the last word is never lost. */
function paced(everyMs: number, hand: (what: string) => void): (what: string) => void {
  const saidAgain = new Map<string, boolean>();
  const say = (what: string): void => {
    if (saidAgain.has(what)) return void saidAgain.set(what, true);
    saidAgain.set(what, false);
    setTimeout(() => {
      const again = saidAgain.get(what);
      saidAgain.delete(what);
      if (again) say(what);
    }, everyMs).unref();
    hand(what);
  };
  return say;
}

function isSame(one: readonly Permission[], other: readonly Permission[]): boolean {
  return one.length === other.length && one.every((permission) => other.includes(permission));
}

function tell(one: Listener, noun: NewsNoun): void {
  if (one.held === undefined) one.waiting.add(noun);
  else if (one.held.includes(audience[noun])) one.socket.send(JSON.stringify({ changed: noun }));
}

async function admit(
  db: Db,
  listeners: Set<Listener>,
  socket: WebSocket,
  who: { token: Buffer; accountId: string },
): Promise<void> {
  // Registered before the check, so that a right lost in between is found by the next re-check.
  const listener: Listener = { socket, ...who, waiting: new Set() };
  listeners.add(listener);
  socket.on('error', () => socket.terminate());
  socket.on('close', () => listeners.delete(listener));
  await recheckAll(db, new Set([listener])).catch(() => socket.close(TRY_LATER));
  if (listener.held !== undefined) for (const noun of listener.waiting) tell(listener, noun);
}

function keepChecking(db: Db, listeners: Set<Listener>) {
  let last = performance.now();
  let under = false;
  const isFresh = (): boolean => performance.now() - last <= STALE_MS;
  const timer = setInterval(() => {
    if (listeners.size === 0) last = performance.now();
    if (!isFresh()) for (const one of listeners) one.socket.close(TRY_LATER);
    if (under || listeners.size === 0) return;
    under = true;
    // What was found counts from when it was asked; an answer that never comes keeps nobody from asking anew.
    const began = performance.now();
    within(STALE_MS, recheckAll(db, listeners))
      .then(() => (last = began))
      .catch(() => undefined)
      .finally(() => (under = false));
  }, RECHECK_MS);
  timer.unref();
  return { isFresh, stop: () => clearInterval(timer) };
}

/** Closes every socket whose sign-in, profile or account has ended, gives the others what they may do now, and tells who may do more or less than before. */
async function recheckAll(db: Db, listeners: Set<Listener>): Promise<void> {
  const asked = [...listeners];
  const standing = await standingOf(db, asked);
  for (const [index, one] of asked.entries()) {
    const now = standing[index];
    if (now === undefined) one.socket.close(4401);
    else {
      const isOther = one.held !== undefined && !(isSame(one.held, now.held) && one.limits === now.limits);
      Object.assign(one, now);
      if (isOther) one.socket.send(OWN_RIGHTS);
    }
  }
}
