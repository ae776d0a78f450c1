import { randomBytes, randomUUID } from 'node:crypto';
import { charge, fail, failsOf, giveBack, NO_ATTEMPTS, type Attempts } from '@latchkey/wire/attempts';
import { hex } from '@latchkey/wire/bytes';
import {
  beginHost,
  stepHost,
  type HostCrypto,
  type HostEffect,
  type HostEvent,
  type HostSession,
} from '@latchkey/wire/host-session';
import type { HostSetup } from '@latchkey/wire/host-session';
import { CLIENT_IDENTIFIER, STRETCHING } from '@latchkey/wire/transcript';
import { driveViewer, type ViewerCrypto } from '@latchkey/wire/viewer-session-driver';
import type { ViewerEffect, ViewerInput, ViewerSetup } from '@latchkey/wire/viewer-session-state';
import { client } from '@serenity-kit/opaque';
import { hostCrypto, newServerSetup } from '../src/code/crypto.ts';

/** A message on its way: `index` counts the binary messages of its direction on its pair of sockets. */
export type Passing = { from: 'viewer' | 'host'; pair: number; index: number; bytes: Uint8Array };
/** What the network makes of a message: what arrives instead of it, or that the sockets are cut before it or after it. */
export type Network = (message: Passing) => Uint8Array[] | 'cut' | 'pass-and-cut';

export const CODE = 'correct horse battery';

/** A computer with one code, and who counts its attempts. The code is stretched little, so that there can be many handshakes. */
export async function computer(): Promise<Computer> {
  const pairs = new Set<string>();
  const plain = await hostCrypto(await newServerSetup());
  const crypto: HostCrypto = { ...plain, seal: noted(pairs, plain.seal) };
  const fingerprint = hex(crypto.sha256(Buffer.from(crypto.hostKey, 'base64url')));
  const cred_id = randomBytes(16).toString('base64url');
  const recordFor = (secret: string, id: string): string =>
    crypto.recordOf({ secret, purpose: 'resume', userIdentifier: id, serverIdentifier: fingerprint });
  return { crypto, pairs, fingerprint, cred_id, record: recordFor(CODE, cred_id), recordFor, attempts: NO_ATTEMPTS };
}

export type Computer = {
  crypto: HostCrypto;
  /** Every (key, nonce) that something was sealed with. */
  pairs: Set<string>;
  fingerprint: string;
  cred_id: string;
  record: string;
  recordFor: (secret: string, credId: string) => string;
  attempts: Attempts;
};

type Seal = HostCrypto['seal'];

function noted(pairs: Set<string>, seal: Seal): Seal {
  return (key, nonce, plain) => {
    const pair = `${hex(key)}/${hex(nonce)}`;
    if (pairs.has(pair)) throw new Error('a key and a nonce were used twice');
    pairs.add(pair);
    return seal(key, nonce, plain);
  };
}

/** What a session is about, for both sides alike. */
export function facts() {
  return { session_id: randomUUID(), computer_id: randomUUID(), person_id: randomUUID(), grant_id: randomUUID() };
}

export type World = Awaited<ReturnType<typeof world>>;
type Options = {
  host?: Partial<HostSetup>;
  viewer?: Partial<ViewerSetup>;
  network?: Network;
  /** What the host's cryptography is, where it is not the computer's own: somebody who plays host. */
  crypto?: HostCrypto;
};
type Pair = { viewer: number; host: number; isUp: boolean; joins: number; passed: { viewer: number; host: number } };

/** A viewer and a host that speak through memory, a server that pairs them, and a clock that stands until it is moved on. */
export async function world(at: Computer, options: Options = {}) {
  const same = facts();
  const rights = { control: true, clipboard_in: true, clipboard_out: true };
  const setup: HostSetup = { ...same, rights, idle_ms: 900_000, screen: 'screen 0', ...options.host };
  const clock = { now: 1000 };
  const w: Inside = {
    at,
    setup,
    clock,
    host: beginHost(setup, options.crypto ?? at.crypto, clock.now),
    seen: { host: [], viewer: [], sent: [] },
    pairs: [],
    queue: [],
    timers: { host: Infinity, viewer: Infinity },
    state: { isDown: false, isForeign: false, dialled: undefined, busy: 0, network: options.network },
    meanwhile: { viewer: () => {} },
    toViewer: () => {},
    tell: {
      host: (event) => void w.queue.push(() => stepHost(w.host, event, clock.now).forEach((one) => onHost(w, one))),
      viewer: (event) => void w.queue.push(() => w.toViewer(event)),
    },
  };
  const mine: ViewerSetup = { ...same, code: CODE, pinned: undefined, ...options.viewer };
  const shell = { now: () => clock.now, perform: (effect: ViewerEffect) => onViewer(w, effect) };
  w.toViewer = driveViewer(mine, viewerCrypto(at, w.state), shell);
  await settle(w);
  const pause = (ms: number, step?: number): Promise<void> => pauseFor(w, ms, step);
  return { ...w, settle: () => settle(w), pause, cutAll: () => w.pairs.forEach((pair) => cut(w, pair)) };
}

type Inside = {
  readonly at: Computer;
  readonly setup: HostSetup;
  readonly clock: { now: number };
  readonly host: HostSession;
  readonly seen: { host: HostEffect[]; viewer: ViewerEffect[]; sent: Passing[] };
  readonly pairs: Pair[];
  readonly queue: (() => void)[];
  readonly timers: { host: number; viewer: number };
  /** `isForeign`: somebody else joins by hand what the host dials. */
  readonly state: {
    isDown: boolean;
    isForeign: boolean;
    dialled: number | undefined;
    busy: number;
    network: Network | undefined;
  };
  /** What the page does while an effect is performed. */
  readonly meanwhile: { viewer: (effect: ViewerEffect) => void };
  readonly tell: { host: (event: HostEvent) => void; viewer: (event: ViewerInput) => void };
  toViewer: (event: ViewerInput) => void;
};

function cut({ tell }: Inside, pair: Pair): void {
  if (!pair.isUp) return;
  pair.isUp = false;
  tell.viewer({ is: 'closed', socket: pair.viewer });
  tell.host({ is: 'closed', socket: pair.host });
}

function pass(w: Inside, pair: Pair | undefined, from: 'viewer' | 'host', bytes: Uint8Array): void {
  if (!pair?.isUp || w.state.isDown) return;
  const message = { from, pair: w.pairs.indexOf(pair), index: pair.passed[from]++, bytes: Uint8Array.from(bytes) };
  w.seen.sent.push(message);
  const fate = w.state.network?.(message) ?? [message.bytes];
  if (fate === 'cut') return cut(w, pair);
  for (const arriving of fate === 'pass-and-cut' ? [message.bytes] : fate) {
    if (from === 'viewer') w.tell.host({ is: 'message', socket: pair.host, bytes: arriving });
    else w.tell.viewer({ is: 'message', socket: pair.viewer, bytes: arriving });
  }
  if (fate === 'pass-and-cut') cut(w, pair);
}

function join({ tell }: Inside, pair: Pair | undefined): void {
  if (!pair || ++pair.joins < 2) return;
  tell.viewer({ is: 'text', socket: pair.viewer, text: '{"t":"paired"}' });
  tell.host({ is: 'text', socket: pair.host, text: '{"t":"paired"}' });
}

function onHost(w: Inside, effect: HostEffect): void {
  w.seen.host.push(effect);
  const pair = 'socket' in effect ? w.pairs.find((one) => one.host === effect.socket) : undefined;
  if (effect.do === 'dial') return onHostDial(w, effect.socket);
  if (effect.do === 'text') return join(w, pair);
  if (effect.do === 'send') return pass(w, pair, 'host', effect.bytes);
  if (effect.do === 'close' && pair) return cut(w, pair);
  if (effect.do === 'timer') w.timers.host = effect.at;
  onAttempt(w, effect);
}

function onHostDial({ state, pairs, tell }: Inside, host: number): void {
  if (state.isForeign) return tell.host({ is: 'connected', socket: host });
  if (state.dialled === undefined) return tell.host({ is: 'closed', socket: host });
  pairs.push({ viewer: state.dialled, host, isUp: true, joins: 0, passed: { viewer: 0, host: 0 } });
  tell.viewer({ is: 'connected', socket: state.dialled, ticket: 'viewer ticket' });
  state.dialled = undefined;
  tell.host({ is: 'connected', socket: host });
}

function onAttempt({ at, setup, clock, tell }: Inside, effect: HostEffect): void {
  const stamp = { running_ms: clock.now, at: clock.now, newId: randomUUID };
  if (effect.do === 'charge') {
    const step = charge(at.attempts, setup, stamp);
    at.attempts = step.attempts;
    const { attempt } = effect;
    if (step.refusal) tell.host({ is: 'refused', attempt, code: step.refusal });
    else tell.host({ is: 'charged', attempt, cred_id: at.cred_id, record: at.record });
  }
  if (effect.do === 'fail') at.attempts = fail(at.attempts, setup.session_id, stamp).attempts;
  if (effect.do === 'give-back') {
    const step = giveBack(at.attempts, setup.session_id, stamp);
    at.attempts = step.attempts;
    tell.host({ is: 'given-back', attempt: effect.attempt, refusal: step.mayOpen ? undefined : 'locked' });
  }
}

function onViewer(w: Inside, effect: ViewerEffect): void {
  w.seen.viewer.push(effect);
  w.meanwhile.viewer(effect);
  const pair = 'socket' in effect ? w.pairs.find((one) => one.viewer === effect.socket) : undefined;
  if (effect.do === 'dial') {
    if (w.state.isDown) return w.tell.viewer({ is: 'closed', socket: effect.socket });
    w.state.dialled = effect.socket;
    return w.tell.host({ is: 'invited', url: 'wss://node', ticket: 'host ticket' });
  }
  if (effect.do === 'text') return join(w, pair);
  if (effect.do === 'send') return pass(w, pair, 'viewer', effect.bytes);
  if (effect.do === 'close' && pair) return cut(w, pair);
  if (effect.do === 'timer') w.timers.viewer = effect.at;
}

async function settle({ queue, state }: Inside): Promise<void> {
  for (let quiet = 0; quiet < 5; quiet++) {
    await new Promise(setImmediate);
    if (queue.length > 0 || state.busy > 0) quiet = 0;
    for (let next = queue.shift(); next; next = queue.shift()) next();
  }
}

async function pauseFor(w: Inside, ms: number, step = 250): Promise<void> {
  const { clock, timers, tell } = w;
  for (const end = clock.now + ms; clock.now < end;) {
    clock.now = Math.min(end, clock.now + step);
    if (clock.now >= timers.host) tell.host({ is: 'tick' });
    if (clock.now >= timers.viewer) tell.viewer({ is: 'tick' });
    await settle(w);
  }
}

/** OPAQUE in this thread, and records whose sealing and opening take different times. */
function viewerCrypto(at: Computer, load: { busy: number }): ViewerCrypto<Uint8Array> {
  async function later<T>(work: () => T): Promise<T> {
    load.busy++;
    const turns = Math.floor(Math.random() * 4);
    for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate);
    load.busy--;
    return work();
  }
  const keyStretching = { 'argon2id-custom': STRETCHING.resume };
  const identifiersOf = (server: string) => ({ client: CLIENT_IDENTIFIER, server });
  return {
    start: (password) =>
      later(() => {
        const begun = client.startLogin({ password });
        return { state: begun.clientLoginState, request: begun.startLoginRequest };
      }),
    finish: ({ state, secret, response, serverIdentifier }) =>
      later(() => {
        const login = { clientLoginState: state, loginResponse: response, password: secret, keyStretching };
        try {
          const done = client.finishLogin({ ...login, identifiers: identifiersOf(serverIdentifier) });
          const sessionKey = Buffer.from(done?.sessionKey ?? '', 'base64url');
          return done && { finish: done.finishLoginRequest, sessionKey, hostKey: done.serverStaticPublicKey };
        } catch {
          return undefined;
        }
      }),
    register: (password) =>
      later(() => {
        const begun = client.startRegistration({ password });
        return { state: begun.clientRegistrationState, request: begun.registrationRequest };
      }),
    record: ({ state, code, response, serverIdentifier }) =>
      later(() => {
        const registration = {
          clientRegistrationState: state,
          registrationResponse: response,
          password: code,
          keyStretching,
        };
        return client.finishRegistration({ ...registration, identifiers: identifiersOf(serverIdentifier) })
          .registrationRecord;
      }),
    sha256: (bytes) => later(() => at.crypto.sha256(bytes)),
    hkdf: (key, salt, info, length) => later(() => at.crypto.hkdf(key, salt, info, length)),
    keyOf: (bytes) => later(() => bytes),
    seal: (key, nonce, plain) => later(() => at.crypto.seal(key, nonce, plain)),
    open: (key, nonce, sealed) => later(() => at.crypto.open(key, nonce, sealed)),
  };
}

/** How many wrong codes in a row a person has, those still pending included. */
export function chargedTo(at: Computer, personId: string): number {
  const pending = at.attempts.pending.filter((one) => one.person_id === personId).length;
  return pending + failsOf(at.attempts, personId);
}

/** The effects of one kind, in their order. */
export function those<E extends { do: string }, D extends E['do']>(
  effects: readonly E[],
  kind: D,
): Extract<E, { do: D }>[] {
  return effects.filter((effect): effect is Extract<E, { do: D }> => effect.do === kind);
}
