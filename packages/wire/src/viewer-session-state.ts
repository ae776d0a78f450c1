import type { Opened, Present, Rights } from './control.ts';
import type { About, Purpose } from './transcript.ts';

/** A dial that comes back gets so long, then the next is tried; the first waits for the computer's answer. */
export const DIAL_MS = { first: 30_000, again: 4000 } as const;
/** Between two dials. */
export const REDIAL_MS = 500;
/** Each costs an attempt, three of which lock the computer: the second is for a network lost during the first. */
export const CODE_RUNS = 2;
/** How often the way to the computer and back is measured. */
export const PING_MS = 5000;
/** How often the host is told that somebody is there. */
export const ACTIVE_MS = 10_000;
/** How long before the host ends a session that nobody uses its viewer is warned; at most half of the time-out. */
export const IDLE_WARNING_MS = 60_000;
/** What a handshake that was begun within the window gets to finish after it. */
export const FINISH_MS = 3000;

/**
 * Why a session is over for its viewer: a reason of the host or of the server, or one of these. `wrong-code`: the answer did not fit
 * the code. `other-key`: it did, but the computer is not the one that was pinned. `refused`: see the code. `lost`: it could not come
 * back in time. `fault`: a side broke the protocol under the keys. `no-crypto`: this browser could not do its part.
 */
export type ViewerEnd = { reason: string; code?: string };

/** What the server said of the session, and what only this browser knows. `pinned`: the host key of an earlier success. */
export type ViewerSetup = {
  readonly session_id: string;
  readonly computer_id: string;
  readonly person_id: string;
  readonly grant_id: string;
  readonly code: string;
  readonly pinned: string | undefined;
};

/** What the shell and the person do. Sockets have the numbers that `dial` gave them. */
export type ViewerInput =
  /** The server gave a ticket for this dial, and the socket stands. */
  | { is: 'connected'; socket: number; ticket: string }
  | { is: 'text'; socket: number; text: string }
  | { is: 'message'; socket: number; bytes: Uint8Array }
  /** Also when there was no way to connect. */
  | { is: 'closed'; socket: number }
  /** The server says that the session is over: it gives no tickets any more. */
  | { is: 'over'; reason: string }
  /** RFB bytes for the host, from the screen that was opened for this socket; copied before this returns. */
  | { is: 'screen'; socket: number; bytes: Uint8Array }
  | { is: 'clipboard'; text: string }
  | { is: 'mode'; control: boolean }
  /** The person did something on the page, be it only to look. */
  | { is: 'input' }
  | { is: 'new-code'; code: string }
  | { is: 'end' }
  | { is: 'tick' };

/** What the shell does, in this order. */
export type ViewerEffect =
  /** Get a ticket (from the second dial on a fresh one) and connect. `close` calls it off. */
  | { do: 'dial'; socket: number }
  | { do: 'text'; socket: number; text: string }
  | { do: 'send'; socket: number; bytes: Uint8Array }
  | { do: 'close'; socket: number }
  /** The desktop is there: begin RFB anew on a channel of this number. */
  | { do: 'open-screen'; socket: number; opened: Opened }
  /** The network is lost; the session tries to come back unless `ended` follows. */
  | { do: 'close-screen'; socket: number }
  | { do: 'screen'; socket: number; bytes: Uint8Array }
  | { do: 'clipboard'; text: string }
  | { do: 'people'; people: Present[] }
  | { do: 'rights'; rights: Rights }
  | { do: 'latency'; ms: number }
  /** Nobody uses the session, and the host ends it after so many milliseconds; nothing: somebody is there again. */
  | { do: 'idle'; ms: number | undefined }
  | { do: 'code-set' }
  | { do: 'code-refused'; code: string }
  /** Remember the key of this computer for this person. */
  | { do: 'pin'; hostKey: string }
  | { do: 'timer'; at: number }
  | { do: 'ended'; end: ViewerEnd };

/** What the driver has computed. */
export type ViewerAnswer =
  | { is: 'started'; socket: number; state: string; request: string }
  /** Nothing: the answer did not fit the secret. The keys stay with the driver, under the number of the socket. */
  | { is: 'finished'; socket: number; outcome: Outcome | undefined }
  | { is: 'sealed'; socket: number; number: number; bytes: Uint8Array }
  | { is: 'unsealed'; socket: number; number: number; plain: Uint8Array | undefined }
  | { is: 'registered'; socket: number; state: string; request: string }
  | { is: 'recorded'; socket: number; record: string }
  | { is: 'fault' };

/** `hostKey`: the one that OPAQUE has authenticated, not the one that was claimed. `resume`: R of the next epoch. */
export type Outcome = { finish: string; hostKey: string; resume: string };

/** What the driver is asked to compute. */
export type ViewerTask =
  | { do: 'start'; socket: number; secret: string }
  | { do: 'finish'; socket: number; login: Login }
  | { do: 'seal'; socket: number; number: number; plain: Uint8Array }
  | { do: 'unseal'; socket: number; number: number; sealed: Uint8Array }
  | { do: 'register'; socket: number; code: string }
  | { do: 'record'; socket: number; code: string; state: string; response: string; hostKey: string };

export type Login = {
  state: string;
  secret: string;
  response: string;
  /** As claimed by ke2. */
  hostKey: string;
  about: Omit<About, 'fingerprint'>;
};

export type ViewerEvent = ViewerInput | ViewerAnswer;

/** Numbers in, and answers out in the order of the numbers, whatever order they come in. */
export type Lane<T> = { taken: number; released: number; readonly waiting: Map<number, T> };

/** One socket, from dial to close. */
export type Link = {
  readonly socket: number;
  readonly purpose: Purpose;
  readonly epoch: number;
  readonly secret: string;
  stage: 'dialling' | 'pairing' | 'starting' | 'asked' | 'finishing' | 'confirming' | 'open';
  deadline: number;
  state: string;
  hostKey: string;
  next: string;
  readonly outgoing: Lane<Uint8Array>;
  readonly incoming: Lane<Uint8Array | undefined>;
  lastSent: number;
  pingAt: number;
  clipboard: string;
  /** The socket has closed, and records that came before are still being opened. */
  isClosed: boolean;
};

/** All there is of a session at the viewer. Only the functions of these files write to it. */
export type ViewerSession = {
  readonly setup: ViewerSetup;
  /** Until the first success, which leaves R instead. */
  code: string | undefined;
  pinned: string | undefined;
  resume: { epoch: number; secret: string } | undefined;
  link: Link | undefined;
  sockets: number;
  codeRuns: number;
  lastHeard: number;
  redialAt: number | undefined;
  lastDial: number;
  /** When the host was last told that somebody is there. Keys and pointer count there too: it may know of a later moment. */
  lastActive: number;
  idleMs: number | null;
  isIdle: boolean;
  ping: { id: number; at: number };
  newCode: { code: string; state: string } | undefined;
  alarm: number | undefined;
  isOver: boolean;
};

/** Keeps an answer, and gives those that are next in turn. */
export function inTurn<T>(lane: Lane<T>, number: number, answer: T): T[] {
  if (number < lane.released || number >= lane.taken) return [];
  lane.waiting.set(number, answer);
  const next: T[] = [];
  while (lane.waiting.has(lane.released)) {
    next.push(lane.waiting.get(lane.released) as T);
    lane.waiting.delete(lane.released++);
  }
  return next;
}
