/**
 * The agent's side of the control socket: inputs and the time in, effects out. It owns no socket, no key, no timer and no randomness.
 * The shell performs the effects in order, and gives `{ is: 'tick' }` at `wakeAt(link)`.
 */
import { type Challenge, type Facts, type Hello, type HelloRefusal, type Welcome } from './hello.ts';
import {
  type AgentMessage,
  type FromAgent,
  parseFromServer,
  type ServerMessage,
  writeMessage,
} from './link-messages.ts';
import { PROTOCOL_VERSION } from './transcript.ts';

type Phase = 'waiting' | 'connecting' | 'challenged' | 'welcomed' | 'stopped';

export type Link = {
  phase: Phase;
  /** Which socket this is about: what earlier ones still say is not heard. */
  dial: number;
  /** When the phase began, on the caller's monotonic clock. */
  since: number;
  heardAt: number;
  /** Until when the server has to give a sign of life, should there be doubt. */
  doubtedUntil: number | undefined;
  /** While waiting: until when. */
  until: number;
  /** How many dials in a row led to nothing that held. */
  misses: number;
  /** How long the server has from the dial to its challenge; from the hello to its welcome it always has 30 s. */
  patienceMs: number;
  nonce: string;
  facts: Facts;
  factsSent: string;
  factsSentAt: number;
  outbox: readonly AgentMessage[];
};

export type LinkInput =
  | { is: 'opened'; dial: number }
  | { is: 'text'; dial: number; text: string }
  /** A WebSocket ping or pong: a sign of life. */
  | { is: 'ping'; dial: number }
  | { is: 'closed'; dial: number }
  | { is: 'signed'; nonce: string; claims: Omit<Hello, 't' | 'facts' | 'nonce' | 'version'> }
  | { is: 'facts'; facts: Facts }
  | { is: 'say'; message: AgentMessage }
  /** Another socket to the server fell silent or broke: is this one still there? */
  | { is: 'doubt' }
  | { is: 'tick' }
  | { is: 'stop' };

export type LinkEffect =
  | { do: 'dial'; dial: number }
  | { do: 'send'; dial: number; text: string }
  /** Ask for a sign of life: a WebSocket ping. */
  | { do: 'ping'; dial: number }
  | { do: 'hang-up'; dial: number }
  /** Raise the counter durably, sign `helloBytes`, and come back with `signed` and the same nonce. */
  | { do: 'sign'; version: number; nonce: string }
  | { do: 'welcome'; welcome: Welcome }
  | { do: 'message'; message: ServerMessage }
  | { do: 'refused'; code: HelloRefusal }
  /** Why the link is down, for the log. */
  | { do: 'lost'; why: 'closed' | 'silence' | 'misshapen' | 'unexpected' | 'version' };

/** `now` is monotonic, in milliseconds; `random` is at least 0 and below 1. `isAwaited`: a session here waits for its way back. */
export type LinkMoment = { now: number; random: number; isAwaited?: boolean };
export type LinkStep = { link: Link; effects: LinkEffect[] };

export const FIRST_PAUSE_MS = 1_000;
export const LONGEST_PAUSE_MS = 60_000;
/** A server that is started again is away for less than a minute: so long nobody waits more than one and a half times this. */
const RESTART_PAUSE_MS = 6_000;
const RESTART_PAUSES = 10;
/** While a session waits, which it does for 20 s and no longer. */
export const AWAITED_PAUSE_MS = 1_000;
export const SILENCE_MS = 60_000;
/** How long a server that is doubted has to answer a ping: what is left of the 20 s of a session is better spent on another dial. */
export const DOUBT_MS = 3_000;
const GREETING_MS = 30_000;
/** While a session waits another dial is worth more than patience with one that hangs. */
export const AWAITED_GREETING_MS = 6_000;
const FACTS_MS = 1_000;
// A link that was welcome for less than this did not prove that coming back at once is worth while.
const STEADY_MS = 10_000;
const MAX_OUTBOX = 256;

/** A link that dials at its first tick. */
export function newLink(facts: Facts, now: number): Link {
  return {
    phase: 'waiting',
    dial: 0,
    since: now,
    heardAt: now,
    doubtedUntil: undefined,
    until: now,
    misses: 0,
    patienceMs: GREETING_MS,
    nonce: '',
    facts,
    factsSent: '',
    factsSentAt: now - FACTS_MS,
    outbox: [],
  };
}

/** When the next tick is due, by the monotonic clock; never, for a link that has stopped. */
export function wakeAt(link: Link): number | undefined {
  if (link.phase === 'stopped') return undefined;
  if (link.phase === 'waiting') return link.until;
  if (link.phase !== 'welcomed') return link.since + patienceOf(link);
  const silence = Math.min(link.heardAt + SILENCE_MS, link.doubtedUntil ?? Infinity);
  return hasNews(link) ? Math.min(silence, link.factsSentAt + FACTS_MS) : silence;
}

function patienceOf({ phase, patienceMs }: Link): number {
  return phase === 'connecting' ? patienceMs : GREETING_MS;
}

/** One step. What is said before the server's welcome waits for it, up to 256 messages, the oldest of which are given up first. */
export function stepLink(link: Link, input: LinkInput, moment: LinkMoment): LinkStep {
  if (link.phase === 'stopped') return { link, effects: [] };
  if ('dial' in input)
    return input.dial === link.dial && link.phase !== 'waiting' ? heard(link, input, moment) : { link, effects: [] };
  if (input.is === 'tick') return tick(link, moment);
  if (input.is === 'signed') return greet(link, input, moment);
  if (input.is === 'facts') return sendFacts({ ...link, facts: input.facts }, moment);
  if (input.is === 'say') return say(link, input.message);
  if (input.is === 'doubt') return doubt(link, moment);
  const effects: LinkEffect[] = link.phase === 'waiting' ? [] : [{ do: 'hang-up', dial: link.dial }];
  return { link: { ...link, phase: 'stopped', outbox: [] }, effects };
}

function heard(link: Link, input: Extract<LinkInput, { dial: number }>, moment: LinkMoment): LinkStep {
  if (input.is === 'closed') return lose(link, 'closed', moment);
  const alive = { ...link, heardAt: moment.now, doubtedUntil: undefined };
  return input.is === 'text' ? hear(alive, input.text, moment) : { link: alive, effects: [] };
}

function tick(link: Link, moment: LinkMoment): LinkStep {
  const { now } = moment;
  if (link.phase === 'waiting') return now < link.until ? { link, effects: [] } : dial(link, moment);
  if (link.phase === 'welcomed') {
    const isSilent = now - link.heardAt >= SILENCE_MS || now >= (link.doubtedUntil ?? Infinity);
    return isSilent ? lose(link, 'silence', moment) : sendFacts(link, moment);
  }
  return now - link.since >= patienceOf(link) ? lose(link, 'silence', moment) : { link, effects: [] };
}

// Asked once at a time: what broke may break a hundred sessions at once.
function doubt(link: Link, { now }: LinkMoment): LinkStep {
  if (link.phase !== 'welcomed' || link.doubtedUntil !== undefined) return { link, effects: [] };
  return { link: { ...link, doubtedUntil: now + DOUBT_MS }, effects: [{ do: 'ping', dial: link.dial }] };
}

function dial(link: Link, { now, isAwaited = false }: LinkMoment): LinkStep {
  const next = link.dial + 1;
  return {
    link: {
      ...link,
      phase: 'connecting',
      dial: next,
      since: now,
      heardAt: now,
      patienceMs: isAwaited ? AWAITED_GREETING_MS : GREETING_MS,
      nonce: '',
    },
    effects: [{ do: 'dial', dial: next }],
  };
}

function hear(link: Link, text: string, moment: LinkMoment): LinkStep {
  const message = parseFromServer(text);
  if (message === 'unknown') return { link, effects: [] };
  if (message === 'misshapen') return lose(link, 'misshapen', moment);
  if (message.t === 'challenge')
    return link.phase === 'connecting' ? meet(link, message, moment) : lose(link, 'unexpected', moment);
  if (message.t === 'welcome' || message.t === 'refused') {
    if (link.phase !== 'challenged') return lose(link, 'unexpected', moment);
    return message.t === 'welcome' ? welcome(link, message, moment) : refuse(link, message.code, moment);
  }
  if (link.phase !== 'welcomed') return lose(link, 'unexpected', moment);
  if (message.t !== 'removed') return { link, effects: [{ do: 'message', message }] };
  const effects: LinkEffect[] = [
    { do: 'message', message },
    { do: 'hang-up', dial: link.dial },
  ];
  return { link: { ...link, phase: 'stopped', outbox: [] }, effects };
}

function meet(link: Link, { versions, nonce }: Challenge, moment: LinkMoment): LinkStep {
  if (link.nonce !== '') return lose(link, 'unexpected', moment);
  if (!versions.includes(PROTOCOL_VERSION)) return lose(slowed(link), 'version', moment);
  return { link: { ...link, nonce }, effects: [{ do: 'sign', version: PROTOCOL_VERSION, nonce }] };
}

function greet(link: Link, signed: Extract<LinkInput, { is: 'signed' }>, { now }: LinkMoment): LinkStep {
  // The socket that asked for it may be gone by now: its counter is spent, and nothing else is lost.
  if (link.phase !== 'connecting' || signed.nonce !== link.nonce || link.nonce === '') return { link, effects: [] };
  const hello: Hello = {
    t: 'hello',
    version: PROTOCOL_VERSION,
    nonce: link.nonce,
    ...signed.claims,
    facts: link.facts,
  };
  const after: Link = {
    ...link,
    phase: 'challenged',
    since: now,
    factsSent: JSON.stringify(link.facts),
    factsSentAt: now,
  };
  return { link: after, effects: [send(link, hello)] };
}

function welcome(link: Link, message: Welcome, moment: LinkMoment): LinkStep {
  const effects: LinkEffect[] = [
    { do: 'welcome', welcome: message },
    ...link.outbox.map((waiting) => send(link, waiting)),
  ];
  const told = sendFacts({ ...link, phase: 'welcomed', since: moment.now, outbox: [] }, moment);
  return { link: told.link, effects: [...effects, ...told.effects] };
}

function refuse(link: Link, code: HelloRefusal, moment: LinkMoment): LinkStep {
  const told: LinkEffect = { do: 'refused', code };
  if (code === 'removed')
    return { link: { ...link, phase: 'stopped', outbox: [] }, effects: [told, { do: 'hang-up', dial: link.dial }] };
  const { link: after, effects } = pause(slowed(link), { ...moment, isAwaited: false });
  return { link: after, effects: [told, ...effects] };
}

// Nothing but a person changes what is wrong here, so the agent asks as rarely as it ever does.
function slowed(link: Link): Link {
  return { ...link, misses: Infinity };
}

function lose(link: Link, why: Extract<LinkEffect, { do: 'lost' }>['why'], moment: LinkMoment): LinkStep {
  const wasSteady = link.phase === 'welcomed' && moment.now - link.since >= STEADY_MS;
  const { link: after, effects } = pause(wasSteady ? { ...link, misses: 0 } : link, moment);
  return { link: after, effects: [{ do: 'lost', why }, ...(why === 'closed' ? [] : effects)] };
}

function pause(link: Link, { now, random, isAwaited = false }: LinkMoment): LinkStep {
  const until =
    now + Math.min(pauseAfter(link.misses), isAwaited ? AWAITED_PAUSE_MS : LONGEST_PAUSE_MS) * (0.5 + random);
  // The many short ones of a session that waits are no reason for a long one when it does no more.
  const misses = isAwaited ? link.misses : link.misses + 1;
  return {
    link: { ...link, phase: 'waiting', since: now, until, misses, nonce: '', doubtedUntil: undefined },
    effects: [{ do: 'hang-up', dial: link.dial }],
  };
}

/** From 1 s, doubling to 6 s, where it stays for as long as a restart takes, and from there to 60 s. */
function pauseAfter(misses: number): number {
  if (misses < RESTART_PAUSES) return Math.min(RESTART_PAUSE_MS, FIRST_PAUSE_MS * 2 ** misses);
  return Math.min(LONGEST_PAUSE_MS, RESTART_PAUSE_MS * 2 ** (misses - RESTART_PAUSES + 1));
}

function say(link: Link, message: AgentMessage): LinkStep {
  if (link.phase === 'welcomed') return { link, effects: [send(link, message)] };
  return { link: { ...link, outbox: [...link.outbox, message].slice(-MAX_OUTBOX) }, effects: [] };
}

function sendFacts(link: Link, { now }: LinkMoment): LinkStep {
  if (link.phase !== 'welcomed' || !hasNews(link) || now - link.factsSentAt < FACTS_MS) return { link, effects: [] };
  const after = { ...link, factsSent: JSON.stringify(link.facts), factsSentAt: now };
  return { link: after, effects: [send(link, { t: 'facts', ...link.facts })] };
}

function hasNews(link: Link): boolean {
  return JSON.stringify(link.facts) !== link.factsSent;
}

function send(link: Link, message: FromAgent): LinkEffect {
  return { do: 'send', dial: link.dial, text: writeMessage(message) };
}
