import type { Opened, Present, Rights } from '@latchkey/wire/control';
import { driveViewer } from '@latchkey/wire/viewer-session-driver';
import type { ViewerEffect, ViewerEnd, ViewerInput, ViewerSetup } from '@latchkey/wire/viewer-session-state';
import { startAlarm } from './alarm.ts';
import { browserCrypto } from './crypto.ts';

/** Where a dial goes, and what lets it in. */
export type Way = { url: string; ticket: string };

/** Before a screen opens: the computer is called; the code is being checked; the screen is awaited. */
export type Step = 'calling' | 'checking' | 'opening';

/** What somebody who views hears of. Screens have the number of the socket that they came with. */
export type ViewingEvents = {
  /** How far a session that is not open has come. */
  progress: (step: Step) => void;
  opened: (screen: number, opened: Opened) => void;
  /** RFB bytes of a screen. */
  screen: (screen: number, bytes: Uint8Array) => void;
  /** The network is lost; the session comes back by itself unless `ended` follows. */
  lost: (screen: number) => void;
  clipboard: (text: string) => void;
  people: (people: Present[]) => void;
  rights: (rights: Rights) => void;
  latency: (ms: number) => void;
  /** Nobody uses it, and the computer ends it after so many milliseconds; nothing: that is over. */
  idle: (ms: number | undefined) => void;
  codeSet: () => void;
  codeRefused: (code: string) => void;
  pin: (hostKey: string) => void;
  ended: (end: ViewerEnd) => void;
};

/** A session from this page: what the person does goes in, what the computer shows comes out by the events. */
export type Viewing = { take: (input: ViewerInput) => void; close: () => void };

/** Finds the way for a dial; a dial that is called off aborts it. */
type FindWay = (again: boolean, signal: AbortSignal) => Promise<Way>;

/**
 * Begins a session. `way` is asked for each dial: the first has the ticket that came with the session, later ones ask the server for
 * fresh tickets; it rejects with `SessionOver` when the server says that the session is over.
 */
export function startViewing(setup: ViewerSetup, way: FindWay, events: ViewingEvents): Viewing {
  const crypto = browserCrypto();
  const sockets: Line['sockets'] = new Map();
  let take: (input: ViewerInput) => void = () => undefined;
  const tick = (): void => take({ is: 'tick' });
  const alarm = startAlarm(tick);
  // While the picture stands still the page's own clock looks after it too: nothing else may tell that the time is over.
  let watch: ReturnType<typeof setInterval> | undefined;
  const steps = progressOf(events.progress);
  const perform = (effect: ViewerEffect): void => {
    steps(effect);
    if (effect.do === 'close-screen') watch ??= setInterval(tick, WATCH_MS);
    if (effect.do === 'open-screen' || effect.do === 'ended') {
      clearInterval(watch);
      watch = undefined;
    }
    switch (effect.do) {
      case 'dial':
        return void dial(effect.socket, way, { sockets, take: (input) => take(input) });
      case 'text':
        return send(sockets.get(effect.socket), effect.text);
      case 'send':
        return send(sockets.get(effect.socket), effect.bytes as Uint8Array<ArrayBuffer>);
      case 'close':
        return hangUp(sockets, effect.socket);
      case 'timer':
        // Timers cut off fractions: one that rang too early would find nothing due, and nobody would set the next.
        return alarm.set(Math.max(0, Math.ceil(effect.at - performance.now()) + 1));
      default:
        return tell(effect, events);
    }
  };
  take = driveViewer(setup, crypto, { now: () => performance.now(), perform });
  return {
    take,
    close() {
      take({ is: 'end' });
      alarm.close();
      // What is still to be said to the computer has a moment to get there.
      setTimeout(() => {
        for (const number of sockets.keys()) hangUp(sockets, number);
        crypto.close();
      }, LAST_WORD_MS);
    },
  };
}

const LAST_WORD_MS = 500;
const WATCH_MS = 1000;

/** Before the screen a viewer sends two messages on a socket: what asks about the code, and what proves it. */
function progressOf(tell: (step: Step) => void): (effect: ViewerEffect) => void {
  let sent = 0;
  let hasOpened = false;
  return (effect) => {
    if (effect.do === 'open-screen') hasOpened = true;
    if (hasOpened) return;
    if (effect.do === 'dial') {
      sent = 0;
      tell('calling');
    } else if (effect.do === 'send' && ++sent <= 2) tell(sent === 1 ? 'checking' : 'opening');
  };
}

/** The server says that there is nothing to come back to, and why. */
export class SessionOver extends Error {
  readonly reason: string;
  constructor(reason: string) {
    super(reason);
    this.name = 'SessionOver';
    this.reason = reason;
  }
}

type Told = Exclude<ViewerEffect, { do: 'dial' | 'text' | 'send' | 'close' | 'timer' }>;

function tell(effect: Told, events: ViewingEvents): void {
  switch (effect.do) {
    case 'open-screen':
      return events.opened(effect.socket, effect.opened);
    case 'close-screen':
      return events.lost(effect.socket);
    case 'screen':
      return events.screen(effect.socket, effect.bytes);
    case 'clipboard':
      return events.clipboard(effect.text);
    case 'people':
      return events.people(effect.people);
    case 'rights':
      return events.rights(effect.rights);
    case 'latency':
      return events.latency(effect.ms);
    case 'idle':
      return events.idle(effect.ms);
    case 'code-set':
      return events.codeSet();
    case 'code-refused':
      return events.codeRefused(effect.code);
    case 'pin':
      return events.pin(effect.hostKey);
    case 'ended':
      return events.ended(effect.end);
  }
}

/** The server closes a socket so when the session is over; the reason is one of those of `end` (docs/protocol.md). */
const OVER = 4410;

/** A dial, which has no socket as long as its way is being asked for. */
type Dial = { socket?: WebSocket; off: AbortController };
type Line = { sockets: Map<number, Dial>; take: (input: ViewerInput) => void };

// One that the other side has closed says so in a moment.
function send(dialled: Dial | undefined, data: string | Uint8Array<ArrayBuffer>): void {
  if (dialled?.socket?.readyState === WebSocket.OPEN) dialled.socket.send(data);
}

function hangUp(sockets: Line['sockets'], number: number): void {
  const dialled = sockets.get(number);
  sockets.delete(number);
  // Requests that hang would fill up the few connections that a browser makes to one server.
  dialled?.off.abort();
  dialled?.socket?.close();
}

async function dial(number: number, way: FindWay, { sockets, take }: Line): Promise<void> {
  const closed = (): void => take({ is: 'closed', socket: number });
  const off = new AbortController();
  sockets.set(number, { off });
  try {
    const { url, ticket } = await way(number > 1, off.signal);
    // Called off meanwhile.
    if (!sockets.has(number)) return;
    const socket = new WebSocket(url);
    socket.binaryType = 'arraybuffer';
    sockets.set(number, { socket, off });
    socket.addEventListener('open', () => take({ is: 'connected', socket: number, ticket }));
    socket.addEventListener('message', ({ data }: MessageEvent<string | ArrayBuffer>) =>
      take(
        typeof data === 'string'
          ? { is: 'text', socket: number, text: data }
          : { is: 'message', socket: number, bytes: new Uint8Array(data) },
      ),
    );
    // Who lost the right to be here may not even ask why any more: the server says it as it closes.
    socket.addEventListener('close', ({ code, reason }) =>
      code === OVER ? take({ is: 'over', reason: reason || 'over' }) : closed(),
    );
  } catch (error) {
    if (error instanceof SessionOver) take({ is: 'over', reason: error.reason });
    else closed();
  }
}
