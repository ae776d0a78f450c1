import { utf8 } from './bytes.ts';
import {
  clipboardParts,
  gathered,
  readHostControl,
  writeControl,
  type HostControl,
  type ViewerControl,
} from './control.ts';
import { HANDSHAKE_MS, isPaired, readAnswer, writeHandshake } from './handshake.ts';
import {
  CONTROL,
  isRecordSized,
  KEEP_ALIVE,
  MAX_RECORDS,
  plainOf,
  readPlain,
  SCREEN,
  screenParts,
  WINDOW_MS,
} from './record.ts';
import type { RecordType } from './record.ts';
import { PROTOCOL_VERSION } from './transcript.ts';
import {
  CODE_RUNS,
  DIAL_MS,
  inTurn,
  PING_MS,
  REDIAL_MS,
  type Link,
  type Outcome,
  type ViewerEffect,
  type ViewerEnd,
  type ViewerSession,
  type ViewerTask,
} from './viewer-session-state.ts';

export type Effects = (ViewerEffect | ViewerTask)[];

/** Asks for a socket; what it will prove is decided now: the code, or R of the next epoch. */
export function dial(session: ViewerSession, now: number): Effects {
  const { resume, code } = session;
  const socket = ++session.sockets;
  session.lastDial = now;
  session.redialAt = undefined;
  session.link = {
    socket,
    purpose: resume ? 'resume' : 'code',
    epoch: resume?.epoch ?? 0,
    secret: resume?.secret ?? code ?? '',
    stage: 'dialling',
    deadline: now + (session.sockets === 1 ? DIAL_MS.first : DIAL_MS.again),
    state: '',
    hostKey: '',
    next: '',
    outgoing: { taken: 0, released: 0, waiting: new Map() },
    incoming: { taken: 0, released: 0, waiting: new Map() },
    lastSent: now,
    pingAt: now + PING_MS,
    clipboard: '',
    isClosed: false,
  };
  return [{ do: 'dial', socket }];
}

/** Lets go of the socket and comes back, as long as there is time and something to come back with. */
export function lose(session: ViewerSession, now: number): Effects {
  const gone = hangUp(session);
  const mayReturn = session.resume !== undefined || session.codeRuns < CODE_RUNS;
  if (!mayReturn || now - session.lastHeard > WINDOW_MS) return [...gone, ...over(session, { reason: 'lost' })];
  session.redialAt = Math.max(now, session.lastDial + REDIAL_MS);
  return gone;
}

/** Ends the session: code and R are forgotten. */
export function over(session: ViewerSession, end: ViewerEnd): Effects {
  const gone = hangUp(session);
  session.isOver = true;
  session.code = undefined;
  session.resume = undefined;
  return [...gone, { do: 'ended', end }];
}

function hangUp(session: ViewerSession): Effects {
  const { link, newCode } = session;
  session.link = undefined;
  session.newCode = undefined;
  const effects: Effects = newCode ? [{ do: 'code-refused', code: 'lost' }] : [];
  if (link?.stage === 'open') effects.push({ do: 'close-screen', socket: link.socket });
  if (link) effects.push({ do: 'close', socket: link.socket });
  return effects;
}

/** The server's word that the host is there too: the handshake begins. */
export function hearText(session: ViewerSession, link: Link, text: string, now: number): Effects {
  if (link.stage !== 'pairing' || !isPaired(text)) return lose(session, now);
  link.stage = 'starting';
  link.deadline = now + HANDSHAKE_MS[link.purpose];
  if (link.purpose === 'code') session.codeRuns++;
  return [{ do: 'start', socket: link.socket, secret: link.secret }];
}

/** The first message of OPAQUE is ready. */
export function ask(link: Link, started: { state: string; request: string }): Effects {
  if (link.stage !== 'starting') return [];
  link.stage = 'asked';
  link.state = started.state;
  const { purpose, epoch, socket } = link;
  const ke1 = { t: 'ke1', version: PROTOCOL_VERSION, purpose, epoch, request: started.request } as const;
  return [{ do: 'send', socket, bytes: writeHandshake(ke1) }];
}

/** A message of the host. */
export function hear(session: ViewerSession, link: Link, bytes: Uint8Array, now: number): Effects {
  if (link.stage === 'asked') return hearAnswer(session, link, bytes, now);
  const isUnderKeys = link.stage === 'confirming' || link.stage === 'open';
  if (!isUnderKeys || !isRecordSized(bytes) || link.incoming.taken >= MAX_RECORDS) return lose(session, now);
  return [{ do: 'unseal', socket: link.socket, number: link.incoming.taken++, sealed: bytes }];
}

function hearAnswer(session: ViewerSession, link: Link, bytes: Uint8Array, now: number): Effects {
  const answer = readAnswer(bytes);
  if (!answer) return lose(session, now);
  if (answer.t === 'no') {
    return over(session, answer.code === 'gone' ? { reason: 'lost' } : { reason: 'refused', code: answer.code });
  }
  link.stage = 'finishing';
  link.hostKey = answer.host_key;
  const { session_id, computer_id, person_id, grant_id } = session.setup;
  const { state, secret, purpose, epoch } = link;
  const about = { version: PROTOCOL_VERSION, purpose, epoch, session_id, computer_id, person_id, grant_id };
  const login = { state, secret, response: answer.response, hostKey: answer.host_key, about };
  return [{ do: 'finish', socket: link.socket, login }];
}

/**
 * OPAQUE is done. Only the computer that was pinned gets the last message: whoever else knows the code, or guessed it, would learn
 * from it that it is right. On the network a wrong code and another key look alike.
 */
export function conclude(session: ViewerSession, link: Link, outcome: Outcome | undefined, now: number): Effects {
  if (link.stage !== 'finishing') return [];
  if (!outcome) return link.purpose === 'code' ? over(session, { reason: 'wrong-code' }) : lose(session, now);
  const isPinned = session.pinned === undefined || session.pinned === outcome.hostKey;
  if (!isPinned || outcome.hostKey !== link.hostKey) return over(session, { reason: 'other-key' });
  link.stage = 'confirming';
  link.next = outcome.resume;
  const bytes = writeHandshake({ t: 'ke3', finish: outcome.finish });
  return [{ do: 'send', socket: link.socket, bytes }, ...say(session, { t: 'confirm' }, now)];
}

/** Takes the next number for a record and has it sealed; the payload is copied. */
export function seal(session: ViewerSession, type: RecordType, payload: Uint8Array, now: number): Effects {
  const { link } = session;
  if (!link) return [];
  if (link.outgoing.taken >= MAX_RECORDS) return lose(session, now);
  link.lastSent = now;
  return [{ do: 'seal', socket: link.socket, number: link.outgoing.taken++, plain: plainOf(type, payload) }];
}

/** Has a control message sealed. */
export function say(session: ViewerSession, message: ViewerControl, now: number): Effects {
  return seal(session, CONTROL, writeControl(message), now);
}

/** RFB bytes for the host, in as many records as they need. */
export function sendScreen(session: ViewerSession, bytes: Uint8Array, now: number): Effects {
  return screenParts(bytes).flatMap((part) => seal(session, SCREEN, part, now));
}

/** The clipboard for the host; one that is too long is not sent. */
export function sendClipboard(session: ViewerSession, text: string, now: number): Effects {
  return clipboardParts(text).flatMap((part) => say(session, part, now));
}

/** Records that were opened, once it is their turn. */
export function hearUnsealed(
  session: ViewerSession,
  link: Link,
  opened: { number: number; plain: Uint8Array | undefined },
  now: number,
): Effects {
  const effects: Effects = [];
  for (const plain of inTurn(link.incoming, opened.number, opened.plain)) {
    if (session.link === link) effects.push(...(plain ? hearPlain(session, link, plain, now) : lose(session, now)));
  }
  const isDrained = link.isClosed && link.incoming.released === link.incoming.taken;
  if (isDrained && session.link === link) effects.push(...lose(session, now));
  return effects;
}

function hearPlain(session: ViewerSession, link: Link, plain: Uint8Array, now: number): Effects {
  session.lastHeard = now;
  const record = readPlain(plain);
  const control = record?.type === CONTROL ? readHostControl(record.payload) : undefined;
  if (!record || (record.type === CONTROL && !control)) return over(session, { reason: 'fault' });
  if (link.stage === 'confirming') return enter(session, link, control, now);
  if (record.type === SCREEN) return [{ do: 'screen', socket: link.socket, bytes: record.payload }];
  return control ? hearControl(session, link, control, now) : [];
}

// The host has confirmed in its turn: from here on the next R counts, and the second record tells the host so.
function enter(session: ViewerSession, link: Link, control: HostControl | undefined, now: number): Effects {
  if (control?.t === 'ended') return over(session, { reason: control.reason });
  if (control?.t !== 'opened' || control.epoch !== link.epoch) return over(session, { reason: 'fault' });
  link.stage = 'open';
  session.code = undefined;
  session.resume = { epoch: link.epoch + 1, secret: link.next };
  const pin: Effects = session.pinned === undefined ? [{ do: 'pin', hostKey: link.hostKey }] : [];
  session.pinned = link.hostKey;
  session.idleMs = control.idle_ms;
  // The host counts from here; a return changes nothing of it.
  if (link.epoch === 0) session.lastActive = now;
  const heard = seal(session, KEEP_ALIVE, utf8(''), now);
  return [...heard, ...pin, { do: 'open-screen', socket: link.socket, opened: control }];
}

function hearControl(session: ViewerSession, link: Link, control: HostControl, now: number): Effects {
  switch (control.t) {
    case 'clipboard': {
      const whole = gathered(link.clipboard, control);
      if (!whole) return over(session, { reason: 'fault' });
      link.clipboard = whole.waiting;
      return whole.text === undefined ? [] : [{ do: 'clipboard', text: whole.text }];
    }
    case 'people':
      return [{ do: 'people', people: control.people }];
    case 'rights':
      return [{ do: 'rights', rights: control.rights }];
    case 'pong':
      return control.id === session.ping.id ? [{ do: 'latency', ms: now - session.ping.at }] : [];
    case 'new-code-response': {
      if (!session.newCode) return over(session, { reason: 'fault' });
      const { code, state } = session.newCode;
      const { response } = control;
      return [{ do: 'record', socket: link.socket, code, state, response, hostKey: link.hostKey }];
    }
    case 'new-code-set':
      session.newCode = undefined;
      return [{ do: 'code-set' }];
    case 'new-code-refused':
      session.newCode = undefined;
      return [{ do: 'code-refused', code: control.code }];
    case 'ended':
      return over(session, { reason: control.reason });
    case 'opened':
      return over(session, { reason: 'fault' });
  }
}
