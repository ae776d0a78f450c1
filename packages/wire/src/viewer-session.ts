import { writeJoin } from './handshake.ts';
import { KEEP_ALIVE, KEEP_ALIVE_MS, SILENCE_MS, WINDOW_MS } from './record.ts';
import {
  ask,
  conclude,
  dial,
  hear,
  hearText,
  hearUnsealed,
  lose,
  over,
  say,
  seal,
  sendClipboard,
  sendScreen,
  type Effects,
} from './viewer-session-link.ts';
import {
  ACTIVE_MS,
  FINISH_MS,
  IDLE_WARNING_MS,
  inTurn,
  PING_MS,
  type Link,
  type ViewerAnswer,
  type ViewerEvent,
  type ViewerSession,
  type ViewerSetup,
} from './viewer-session-state.ts';

/** A session that has not dialled; the first `tick` makes it. `now` is on the page's monotonic clock, in milliseconds. */
export function beginViewer(setup: ViewerSetup, now: number): ViewerSession {
  return {
    setup,
    code: setup.code,
    pinned: setup.pinned,
    resume: undefined,
    link: undefined,
    sockets: 0,
    codeRuns: 0,
    lastHeard: now,
    redialAt: now,
    lastDial: now,
    lastActive: now,
    idleMs: null,
    isIdle: false,
    ping: { id: 0, at: now },
    newCode: undefined,
    alarm: undefined,
    isOver: false,
  };
}

/**
 * What follows from an event, as effects to be performed in their order; those of ViewerTask are answered by events, in any order.
 * Whatever is due is done with every event, since a hidden tab's timers come once a minute. Never throws.
 */
export function stepViewer(session: ViewerSession, event: ViewerEvent, now: number): Effects {
  // It has rung, be it too early.
  if (event.is === 'tick') session.alarm = undefined;
  if (session.isOver) return afterwards(session, event);
  const effects = happen(session, event, now);
  if (!session.isOver) effects.push(...expire(session, now));
  if (!session.isOver) effects.push(...armed(session, now));
  return effects;
}

// A person's goodbye may still be under seal when the session is over.
function afterwards(session: ViewerSession, event: ViewerEvent): Effects {
  const { link } = session;
  if (event.is === 'connected') return [{ do: 'close', socket: event.socket }];
  if (!link || link.socket !== ('socket' in event ? event.socket : undefined)) return [];
  if (event.is === 'sealed') return release(session, link, event);
  if (event.is !== 'closed') return [];
  session.link = undefined;
  return [{ do: 'close', socket: link.socket }];
}

function happen(session: ViewerSession, event: ViewerEvent, now: number): Effects {
  switch (event.is) {
    case 'tick':
      return [];
    case 'end':
      return sayGoodbye(session, 'ended', now);
    case 'over':
      // What the page itself gives up the computer does not know of.
      return event.reason === 'fault'
        ? sayGoodbye(session, event.reason, now)
        : over(session, { reason: event.reason });
    case 'fault':
      return over(session, { reason: 'no-crypto' });
    case 'clipboard':
    case 'mode':
    case 'input':
    case 'new-code':
      return session.link?.stage === 'open' ? byPerson(session, session.link, event, now) : refused(event);
    default:
      return onSocket(session, event, now);
  }
}

function onSocket(session: ViewerSession, event: Extract<ViewerEvent, { socket: number }>, now: number): Effects {
  const { link } = session;
  // One that was let go.
  if (link?.socket !== event.socket) return event.is === 'connected' ? [{ do: 'close', socket: event.socket }] : [];
  switch (event.is) {
    case 'connected':
      if (link.stage !== 'dialling') return [];
      link.stage = 'pairing';
      return [{ do: 'text', socket: link.socket, text: writeJoin(event.ticket) }];
    case 'text':
      return hearText(session, link, event.text, now);
    case 'message':
      return link.isClosed ? [] : hear(session, link, event.bytes, now);
    case 'closed':
      link.isClosed = true;
      // The last records may say why.
      return link.incoming.released < link.incoming.taken ? [] : lose(session, now);
    case 'screen':
      return link.stage === 'open' ? sendScreen(session, event.bytes, now) : [];
    default:
      return onAnswer(session, link, event, now);
  }
}

function onAnswer(
  session: ViewerSession,
  link: Link,
  answer: Exclude<ViewerAnswer, { is: 'fault' }>,
  now: number,
): Effects {
  switch (answer.is) {
    case 'started':
      return ask(link, answer);
    case 'finished':
      return conclude(session, link, answer.outcome, now);
    case 'sealed':
      return release(session, link, answer);
    case 'unsealed':
      return hearUnsealed(session, link, answer, now);
    case 'registered':
      if (!session.newCode) return [];
      session.newCode.state = answer.state;
      return say(session, { t: 'new-code', registration: answer.request }, now);
    case 'recorded':
      return session.newCode ? say(session, { t: 'new-code-record', record: answer.record }, now) : [];
  }
}

function release(session: ViewerSession, link: Link, sealed: { number: number; bytes: Uint8Array }): Effects {
  const next = inTurn(link.outgoing, sealed.number, sealed.bytes);
  const effects: Effects = link.isClosed ? [] : next.map((bytes) => ({ do: 'send', socket: link.socket, bytes }));
  if (session.isOver && link.outgoing.released === link.outgoing.taken) {
    session.link = undefined;
    effects.push({ do: 'close', socket: link.socket });
  }
  return effects;
}

type ByPerson = Extract<ViewerEvent, { is: 'clipboard' | 'mode' | 'input' | 'new-code' }>;

function byPerson(session: ViewerSession, link: Link, event: ByPerson, now: number): Effects {
  switch (event.is) {
    case 'clipboard':
      return sendClipboard(session, event.text, now);
    case 'mode':
      return say(session, { t: 'mode', control: event.control }, now);
    case 'input':
      if (now < session.lastActive + ACTIVE_MS) return [];
      return [...stirred(session, now), ...say(session, { t: 'active' }, now)];
    case 'new-code':
      if (session.newCode) return [{ do: 'code-refused', code: 'busy' }];
      session.newCode = { code: event.code, state: '' };
      return [{ do: 'register', socket: link.socket, code: event.code }];
  }
}

function stirred(session: ViewerSession, now: number): Effects {
  const { isIdle } = session;
  session.lastActive = now;
  session.isIdle = false;
  return isIdle ? [{ do: 'idle', ms: undefined }] : [];
}

function refused(event: ByPerson): Effects {
  return event.is === 'new-code' ? [{ do: 'code-refused', code: 'lost' }] : [];
}

// Over at once for the person; the socket stays until the host has been told.
function sayGoodbye(session: ViewerSession, reason: 'ended' | 'fault', now: number): Effects {
  const { link } = session;
  if (link?.stage !== 'open') return over(session, { reason });
  const told = say(session, { t: 'ended' }, now);
  const rest = over(session, { reason }).filter((effect) => effect.do !== 'close');
  session.link = link;
  return [...told, ...rest];
}

function expire(session: ViewerSession, now: number): Effects {
  const { link } = session;
  if (link?.stage !== 'open' && now > lastCall(session)) return over(session, { reason: 'lost' });
  if (!link) return session.redialAt !== undefined && now >= session.redialAt ? dial(session, now) : [];
  const deadline = link.stage === 'open' ? session.lastHeard + SILENCE_MS : link.deadline;
  if (now >= deadline) return lose(session, now);
  if (link.stage !== 'open') return [];
  return [...warn(session, now), ...speak(session, link, now)];
}

/** Until when the session waits for its way back: nobody looks at a picture that stands still for longer. */
function lastCall({ resume, link, lastHeard }: ViewerSession): number {
  if (!resume) return Infinity;
  const isAsked = link?.stage === 'asked' || link?.stage === 'finishing' || link?.stage === 'confirming';
  return lastHeard + WINDOW_MS + (isAsked ? FINISH_MS : 0);
}

function warn(session: ViewerSession, now: number): Effects {
  const { idleMs, isIdle, lastActive } = session;
  if (idleMs === null || isIdle || now < lastActive + idleMs - Math.min(IDLE_WARNING_MS, idleMs / 2)) return [];
  session.isIdle = true;
  return [{ do: 'idle', ms: Math.max(0, lastActive + idleMs - now) }];
}

function speak(session: ViewerSession, link: Link, now: number): Effects {
  if (now >= link.pingAt) {
    link.pingAt = now + PING_MS;
    session.ping = { id: session.ping.id + 1, at: now };
    return say(session, { t: 'ping', id: session.ping.id }, now);
  }
  return now >= link.lastSent + KEEP_ALIVE_MS ? seal(session, KEEP_ALIVE, new Uint8Array(0), now) : [];
}

function armed(session: ViewerSession, now: number): Effects {
  const { link } = session;
  const due = link?.deadline ?? session.redialAt ?? now;
  // Warnings come along with keep-alives.
  const at =
    link?.stage === 'open'
      ? Math.min(session.lastHeard + SILENCE_MS, link.lastSent + KEEP_ALIVE_MS)
      : Math.min(due, Math.max(now, lastCall(session) + 1));
  // One that comes too early finds nothing due and sets the next.
  if (session.alarm !== undefined && session.alarm > now && session.alarm <= at) return [];
  session.alarm = at;
  return [{ do: 'timer', at }];
}
