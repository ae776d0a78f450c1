import { base64url } from './bytes.ts';
import { readViewerControl } from './control.ts';
import { HANDSHAKE_MS, isPaired, OPENING_MS, readKe1, readKe3, writeHandshake, writeJoin } from './handshake.ts';
import { dropJoining, leave, loseLive, tell } from './host-session-live.ts';
import {
  aboutOf,
  mayControl,
  type HostEffect,
  type HostEvent,
  type HostSession,
  type Joining,
  type Keys,
  type Live,
  type WayIn,
} from './host-session-state.ts';
import type { SessionRefusal } from './link-messages.ts';
import { CONTROL, isRecordSized, nonceOf, readPlain } from './record.ts';
import { INFO, KEY_BYTES, PROTOCOL_VERSION, resumeIdentifier, transcript } from './transcript.ts';

/** What a ticket lives (30 s), but for what it took to get here. */
const TICKET_MS = 25_000;
/** What a dial gets to stand; then another is worth more. */
const DIAL_MS = 8_000;
/** The pause after a first dial that broke; each is twice the one before. */
const REDIAL_MS = 250;

/** Dials for a viewer. Whoever was on the way before is let go; whoever is in stays until the new one has confirmed. */
export function invite(session: HostSession, url: string, ticket: string, now: number): HostEffect[] {
  return [...dropJoining(session), ...dial(session, { url, ticket, until: now + TICKET_MS, tries: 0 }, now)];
}

/** Makes a dial. */
export function dial(session: HostSession, way: WayIn, now: number): HostEffect[] {
  const socket = ++session.sockets;
  session.redial = undefined;
  session.joining = { socket, way, stage: 'dialling', deadline: now + DIAL_MS };
  return [{ do: 'dial', socket, url: way.url }];
}

/** The socket stands: its ticket is its first message. */
export function greet(joining: Joining, now: number): HostEffect[] {
  joining.stage = 'pairing';
  joining.deadline = now + OPENING_MS;
  return [{ do: 'text', socket: joining.socket, text: writeJoin(joining.way.ticket) }];
}

/** A socket on its way is gone. One that broke before there was a viewer is dialled again: nobody else would tell them to come back. */
export function loseJoining(session: HostSession, joining: Joining, now: number, isFinal = false): HostEffect[] {
  const { stage, way } = joining;
  const at = now + REDIAL_MS * 2 ** way.tries;
  const isEarly = stage === 'dialling' || stage === 'pairing';
  const effects = dropJoining(session);
  if (isEarly && !isFinal && at < way.until) session.redial = { at, way: { ...way, tries: way.tries + 1 } };
  return effects;
}

/** The server's word that the viewer is there too. */
export function hearText(session: HostSession, joining: Joining, text: string): HostEffect[] {
  if (joining.stage !== 'pairing' || !isPaired(text)) return dropJoining(session);
  joining.stage = 'paired';
  return [];
}

/** A message of the handshake. */
export function hearJoining(session: HostSession, joining: Joining, bytes: Uint8Array, now: number): HostEffect[] {
  if (joining.stage === 'paired') return hearKe1(session, joining, bytes, now);
  if (joining.stage === 'answered') return hearKe3(session, joining, bytes);
  if (joining.stage === 'keyed') return hearConfirm(session, joining, bytes, now);
  return dropJoining(session);
}

/** What became of a charge. Who hung up before the answer has had an attempt like anybody else. */
export function onAttempt(
  session: HostSession,
  event: Extract<HostEvent, { is: 'charged' | 'refused' }>,
): HostEffect[] {
  const { joining } = session;
  session.isCharging = false;
  if (joining?.stage === 'charging' && joining.attempt?.number === event.attempt)
    return event.is === 'charged'
      ? answerCharged(session, joining, event)
      : answerRefused(session, joining, event.code);
  const failed: HostEffect[] = event.is === 'charged' ? [{ do: 'fail', attempt: event.attempt }] : [];
  return joining?.stage === 'charging' ? [...failed, ...charge(session, joining)] : failed;
}

function charge(session: HostSession, joining: Joining): HostEffect[] {
  joining.stage = 'charging';
  joining.attempt ??= { number: ++session.attempts };
  if (session.isCharging) return [];
  session.isCharging = true;
  return [{ do: 'charge', attempt: joining.attempt.number }];
}

// Only now the viewer gets what tells it whether its code was right.
function answerCharged(
  session: HostSession,
  joining: Joining,
  charged: { attempt: number; cred_id: string; record: string },
): HostEffect[] {
  joining.attempt = { number: charged.attempt, cred_id: charged.cred_id };
  return answer(session, joining, charged.record, charged.cred_id);
}

// Without a socket that is in, the session is over before it began.
function answerRefused(session: HostSession, joining: Joining, code: SessionRefusal): HostEffect[] {
  const said: HostEffect = { do: 'send', socket: joining.socket, bytes: writeHandshake({ t: 'no', code }) };
  if (session.live) return [said, ...dropJoining(session)];
  return [said, ...leave(session), { do: 'refused', code }];
}

function hearKe1(session: HostSession, joining: Joining, bytes: Uint8Array, now: number): HostEffect[] {
  const ke1 = readKe1(bytes);
  if (!ke1) return dropJoining(session);
  if (ke1.version !== PROTOCOL_VERSION) return refuse(session, joining, 'version');
  joining.ke1 = ke1;
  joining.deadline = now + HANDSHAKE_MS[ke1.purpose];
  if (ke1.purpose === 'resume') {
    // What is out of time is not known any more.
    const known = session.resumable.find(({ epoch }) => epoch === ke1.epoch);
    if (!known) return refuse(session, joining, 'gone');
    return answer(session, joining, known.record, resumeIdentifier(session.setup.session_id, ke1.epoch));
  }
  if (!session.isCodeHonoured) return refuse(session, joining, 'gone');
  return charge(session, joining);
}

function refuse(session: HostSession, joining: Joining, code: string): HostEffect[] {
  const bytes = writeHandshake({ t: 'no', code });
  return [{ do: 'send', socket: joining.socket, bytes }, ...dropJoining(session)];
}

function answer(session: HostSession, joining: Joining, record: string, userIdentifier: string): HostEffect[] {
  const request = joining.ke1?.request ?? '';
  const started = session.crypto.start({ record, userIdentifier, serverIdentifier: session.fingerprint, request });
  if (!started) return dropJoining(session);
  joining.state = started.state;
  joining.stage = 'answered';
  const ke2 = { t: 'ke2', host_key: session.crypto.hostKey, response: started.response } as const;
  return [{ do: 'send', socket: joining.socket, bytes: writeHandshake(ke2) }];
}

function hearKe3(session: HostSession, joining: Joining, bytes: Uint8Array): HostEffect[] {
  const ke3 = readKe3(bytes);
  const login = { state: joining.state ?? '', finish: ke3?.finish ?? '', serverIdentifier: session.fingerprint };
  const sessionKey = ke3 && session.crypto.finish(login);
  if (!sessionKey || !joining.ke1) return dropJoining(session);
  joining.keys = keysOf(session, joining.ke1, sessionKey);
  joining.stage = 'keyed';
  return [];
}

function keysOf(session: HostSession, ke1: NonNullable<Joining['ke1']>, sessionKey: Uint8Array): Keys {
  const { crypto, setup, fingerprint } = session;
  const salt = crypto.sha256(transcript(aboutOf(session, ke1, PROTOCOL_VERSION)));
  const derive = (info: string): Uint8Array => crypto.hkdf(sessionKey, salt, info, KEY_BYTES);
  const record = crypto.recordOf({
    secret: base64url(derive(INFO.resume)),
    purpose: 'resume',
    userIdentifier: resumeIdentifier(setup.session_id, ke1.epoch + 1),
    serverIdentifier: fingerprint,
  });
  return { incoming: derive(INFO.to_host), outgoing: derive(INFO.to_viewer), record };
}

// The one thing that shows that the viewer knew the secret and means this session: a record under keys that only both could derive.
function hearConfirm(session: HostSession, joining: Joining, bytes: Uint8Array, now: number): HostEffect[] {
  const { keys, attempt } = joining;
  const plain = keys && isRecordSized(bytes) ? session.crypto.open(keys.incoming, nonceOf(0), bytes) : undefined;
  const record = plain && readPlain(plain);
  const isConfirm = record?.type === CONTROL && readViewerControl(record.payload)?.t === 'confirm';
  if (!isConfirm) return dropJoining(session);
  joining.stage = 'proven';
  if (attempt?.cred_id === undefined) return enter(session, joining, now);
  return [{ do: 'give-back', attempt: attempt.number, cred_id: attempt.cred_id }];
}

/** The charge is given back: the screen opens, unless the computer was locked while this attempt was pending, or it came too late. */
export function onGivenBack(
  session: HostSession,
  { joining, refusal }: { joining: Joining; refusal: SessionRefusal | undefined },
  now: number,
): HostEffect[] {
  if (refusal === undefined) return enter(session, joining, now);
  if (session.live) return dropJoining(session);
  takeOver(session, joining, now);
  const told = tell(session, { t: 'ended', reason: refusal }, now);
  return [...told, ...loseLive(session), ...leave(session), { do: 'refused', code: refusal }];
}

function enter(session: HostSession, joining: Joining, now: number): HostEffect[] {
  const replaced = loseLive(session);
  const live = takeOver(session, joining, now);
  if (!live) return [...replaced, ...dropJoining(session)];
  const { socket, epoch, keys } = live;
  live.hasScreen = true;
  const before = session.resumable.filter((one) => one.epoch === epoch);
  session.resumable = [{ epoch: epoch + 1, record: keys.record }, ...before];
  session.lastHeard = now;
  if (!session.hasOpened) session.lastActive = now;
  session.hasOpened = true;
  const shown: HostEffect = { do: 'open-screen', socket, epoch, control: mayControl(session) };
  return [...replaced, ...opened(session, epoch, now), shown];
}

function takeOver(session: HostSession, { socket, keys, ke1 }: Joining, now: number): Live | undefined {
  if (!keys || !ke1) return undefined;
  session.joining = undefined;
  session.live = { socket, epoch: ke1.epoch, keys, received: 1, sent: 0, lastSent: now, hasScreen: false };
  return session.live;
}

function opened(session: HostSession, epoch: number, now: number): HostEffect[] {
  const { rights, people, setup } = session;
  return tell(session, { t: 'opened', epoch, rights, people, screen: setup.screen, idle_ms: setup.idle_ms }, now);
}
