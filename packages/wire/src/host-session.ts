import { bytesOf, hex } from './bytes.ts';
import { OPENING_MS } from './handshake.ts';
import {
  dial,
  greet,
  hearJoining,
  hearText,
  invite,
  loseJoining,
  onAttempt,
  onGivenBack,
} from './host-session-join.ts';
import {
  dropJoining,
  endSession,
  hearLive,
  loseLive,
  sendClipboard,
  sendRecord,
  sendScreen,
  tell,
} from './host-session-live.ts';
import {
  mayControl,
  type HostCrypto,
  type HostEffect,
  type HostEvent,
  type HostSession,
  type HostSetup,
  type Joining,
} from './host-session-state.ts';
import { KEEP_ALIVE, KEEP_ALIVE_MS, SILENCE_MS, WINDOW_MS } from './record.ts';

export type { EndReason, HostCrypto, HostEffect, HostEvent, HostSession, HostSetup } from './host-session-state.ts';

/** A session that the server announced and nobody has joined. `now` is on the computer's monotonic clock, in milliseconds. */
export function beginHost(setup: HostSetup, crypto: HostCrypto, now: number): HostSession {
  return {
    setup,
    crypto,
    fingerprint: hex(crypto.sha256(bytesOf(crypto.hostKey) ?? new Uint8Array(0))),
    rights: setup.rights,
    wantsControl: true,
    people: [],
    joining: undefined,
    redial: undefined,
    live: undefined,
    isCodeHonoured: true,
    resumable: [],
    hasOpened: false,
    lastHeard: now,
    lastActive: now,
    sockets: 0,
    attempts: 0,
    isCharging: false,
    clipboard: '',
    newCode: undefined,
    alarm: undefined,
    isOver: false,
  };
}

/**
 * What follows from an event, as effects to be performed in their order. What has become due is dealt with first, so that no event
 * is judged by a clock that stands still. Never throws, whatever comes from outside.
 */
export function stepHost(session: HostSession, event: HostEvent, now: number): HostEffect[] {
  if (session.isOver) return afterwards(event);
  // It has rung, be it too early.
  if (event.is === 'tick') session.alarm = undefined;
  const due = expire(session, now);
  const effects = [...due, ...(session.isOver ? afterwards(event) : happen(session, event, now))];
  return session.isOver ? effects : [...effects, ...armed(session, now)];
}

// What was under way when the session ended: sockets are hung up, and an attempt that got onto the disk stays there as failed.
function afterwards(event: HostEvent): HostEffect[] {
  if (event.is === 'connected') return [{ do: 'close', socket: event.socket }];
  return event.is === 'charged' ? [{ do: 'fail', attempt: event.attempt }] : [];
}

function happen(session: HostSession, event: HostEvent, now: number): HostEffect[] {
  switch (event.is) {
    case 'invited':
      return invite(session, event.url, event.ticket, now);
    case 'connected':
    case 'text':
    case 'message':
    case 'closed':
      return onSocket(session, event, now);
    case 'charged':
    case 'refused':
      return onAttempt(session, event);
    case 'given-back':
      return isProven(session, event.attempt)
        ? onGivenBack(session, { joining: session.joining, refusal: event.refusal }, now)
        : [];
    case 'screen':
      return session.live?.socket === event.socket ? sendScreen(session, event.bytes, now) : [];
    case 'clipboard':
      return sendClipboard(session, event.text, now);
    case 'people':
      session.people = event.people;
      return tell(session, { t: 'people', people: event.people }, now);
    case 'rights':
      return change(session, event.rights, now);
    case 'active':
      session.lastActive = now;
      return [];
    case 'code-set':
    case 'code-refused':
      return onCode(session, event, now);
    case 'end':
      return endSession(session, event.reason, now);
    case 'tick':
      return [];
  }
}

type Proven = HostSession & { joining: Joining };

function isProven(session: HostSession, attempt: number): session is Proven {
  return session.joining?.stage === 'proven' && session.joining.attempt?.number === attempt;
}

type OnSocket = Extract<HostEvent, { is: 'connected' | 'text' | 'message' | 'closed' }>;

function onSocket(session: HostSession, event: OnSocket, now: number): HostEffect[] {
  const { joining, live } = session;
  if (live?.socket === event.socket) {
    return event.is === 'message' ? hearLive(session, live, event.bytes, now) : loseLive(session);
  }
  // One that was let go.
  if (joining?.socket !== event.socket) return event.is === 'closed' ? [] : [{ do: 'close', socket: event.socket }];
  if (event.is === 'text') return hearText(session, joining, event.text);
  if (event.is === 'message') return hearJoining(session, joining, event.bytes, now);
  if (event.is === 'closed') return loseJoining(session, joining, now, event.isFinal);
  return joining.stage === 'dialling' ? greet(joining, now) : dropJoining(session);
}

function onCode(
  session: HostSession,
  event: Extract<HostEvent, { is: 'code-set' | 'code-refused' }>,
  now: number,
): HostEffect[] {
  if (session.newCode !== event.cred_id) return [];
  session.newCode = undefined;
  if (event.is === 'code-set') return tell(session, { t: 'new-code-set' }, now);
  return tell(session, { t: 'new-code-refused', code: event.code }, now);
}

function change(session: HostSession, rights: HostSetup['rights'], now: number): HostEffect[] {
  const before = mayControl(session);
  session.rights = rights;
  const allowed = mayControl(session);
  const told = tell(session, { t: 'rights', rights }, now);
  return allowed === before ? told : [{ do: 'control', allowed }, ...told];
}

/** Until when the session waits for a viewer. */
function lastCall(session: HostSession): number {
  return session.lastHeard + (session.hasOpened ? WINDOW_MS : OPENING_MS);
}

function expire(session: HostSession, now: number): HostEffect[] {
  const { idle_ms } = session.setup;
  if (session.hasOpened && idle_ms !== null && now >= session.lastActive + idle_ms)
    return endSession(session, 'idle', now);
  const effects: HostEffect[] = [];
  if (session.joining && now >= session.joining.deadline) effects.push(...loseJoining(session, session.joining, now));
  if (session.redial && now >= session.redial.at) effects.push(...dial(session, session.redial.way, now));
  if (session.live && now >= session.lastHeard + SILENCE_MS) effects.push(...loseLive(session));
  if (now > lastCall(session) && !session.live) effects.push(...callOff(session, now));
  if (session.live && now >= session.live.lastSent + KEEP_ALIVE_MS)
    effects.push(...sendRecord(session, KEEP_ALIVE, new Uint8Array(0), now));
  return effects;
}

// Whoever began the handshake in time may finish it; nobody begins one any more.
function callOff(session: HostSession, now: number): HostEffect[] {
  session.resumable = [];
  session.isCodeHonoured = false;
  if (session.joining?.ke1) return [];
  return endSession(session, session.hasOpened ? 'lost' : 'unopened', now);
}

function armed(session: HostSession, now: number): HostEffect[] {
  const { joining, live, setup } = session;
  const moments = [
    joining?.deadline,
    session.redial?.at,
    session.hasOpened && setup.idle_ms !== null ? session.lastActive + setup.idle_ms : undefined,
    live ? Math.min(session.lastHeard + SILENCE_MS, live.lastSent + KEEP_ALIVE_MS) : undefined,
    live || joining?.ke1 ? undefined : lastCall(session) + 1,
  ].filter((moment) => moment !== undefined);
  const at = Math.min(...moments);
  // An alarm that comes too early finds nothing due and sets the next: sending does not have to set one every time.
  if (session.alarm !== undefined && session.alarm > now && session.alarm <= at) return [];
  session.alarm = at;
  return [{ do: 'timer', at }];
}
