import { lockFor } from '@latchkey/wire/attempts';
import type { Claim, Code } from '@latchkey/wire/codes';
import { beginHost, type HostEffect, type HostEvent, type HostSession, stepHost } from '@latchkey/wire/host-session';
import { mayControl } from '@latchkey/wire/host-session-state';
import { mayDial, type ServerMessage, type SessionRefusal } from '@latchkey/wire/link-messages';
import { WebSocket } from 'ws';
import { chargeAttempt, failAttempt, openAttempt } from './code/store-attempts.ts';
import { setCode as setCodeOf } from './code/store-codes.ts';
import { withUnixLines } from './clipboard.ts';
import type { Host } from './host.ts';
import { openSocket, type SocketEvents } from './socket.ts';
import { startViewing, type Viewing } from './viewing.ts';

const MOST_BYTES = 1024 * 1024;
const PAUSES_AT = 1024 * 1024;
const RESUMES_AT = 256 * 1024;
/** From this close code on the server has a reason of its own (docs/protocol.md). */
const REFUSES_FROM = 4400;

export type Invitation = Extract<ServerMessage, { t: 'session' }>;

/** A session at this computer, as the others in it and its local surface see it. */
export type Serving = {
  readonly session_id: string;
  readonly grant_id: string;
  readonly person: { id: string; name: string };
  /** Whether its screen was opened. */
  hasOpened: () => boolean;
  isControlling: () => boolean;
  mayReadClipboard: () => boolean;
  feed: (event: HostEvent) => void;
};

export type ServingEvents = {
  /** Somebody came, went, or changed between looking and controlling. */
  changed: () => void;
  /** This text was put into the clipboard of the desktop by a viewer. */
  pasted: (text: string) => void;
  over: () => void;
};

/** Serves one session: the state machine of `wire` decides, this performs what it decides, in order. */
export function serveSession(host: Host, told: Invitation, events: ServingEvents): Serving {
  const claim: Claim = {
    person_id: told.person_id,
    grant_id: told.grant_id,
    cred_id: told.cred_id,
    is_owner: told.is_owner,
  };
  const { computer_id } = host.store.identity;
  const { session_id, person_id, grant_id, rights, idle_ms } = told;
  const setup = { session_id, computer_id, person_id, grant_id, rights, idle_ms, screen: host.source.user() };
  const session = beginHost(setup, host.crypto, performance.now());
  const of: Under = { host, told, claim, events, session, sockets: new Map(), waiting: [], isFeeding: false };
  feed(of, { is: 'invited', url: told.url, ticket: told.ticket });
  return {
    session_id,
    grant_id,
    person: { id: person_id, name: told.person_name },
    hasOpened: () => of.session.hasOpened,
    isControlling: () => of.session.rights.control && of.session.wantsControl,
    mayReadClipboard: () => of.session.hasOpened && of.session.rights.clipboard_out,
    feed: (event) => feed(of, event),
  };
}

type Under = {
  host: Host;
  told: Invitation;
  claim: Claim;
  events: ServingEvents;
  session: HostSession;
  sockets: Map<number, WebSocket>;
  /** What happened and waits for what happened before it: records are numbered, so their order is the protocol's. */
  waiting: HostEvent[];
  isFeeding: boolean;
  /** The code that the present attempt is held against. */
  code?: Code;
  viewing?: { socket: number; is: Viewing };
  timer?: NodeJS.Timeout;
};

function feed(of: Under, event: HostEvent): void {
  of.waiting.push(event);
  if (of.isFeeding) return;
  of.isFeeding = true;
  try {
    for (let next = of.waiting.shift(); next; next = of.waiting.shift())
      for (const effect of stepHost(of.session, next, performance.now())) perform(of, effect);
  } finally {
    of.isFeeding = false;
  }
}

function perform(of: Under, effect: HostEffect): void {
  switch (effect.do) {
    case 'dial':
      return dial(of, effect);
    case 'text':
      of.sockets.get(effect.socket)?.send(effect.text);
      return;
    case 'send':
      return send(of, effect);
    case 'close':
      of.sockets.get(effect.socket)?.close();
      return;
    case 'charge':
      return void charge(of, effect.attempt);
    case 'give-back':
      return void giveBack(of, effect.attempt);
    case 'fail':
      return void failAttempt(of.host.store, of.told.session_id).catch(logged(of));
    case 'timer':
      clearTimeout(of.timer);
      of.timer = setTimeout(() => feed(of, { is: 'tick' }), Math.max(0, Math.ceil(effect.at - performance.now())));
      return;
    case 'ended':
    case 'refused':
      return finish(of, effect);
    case 'set-code':
      return void setCode(of, effect);
    default:
      return performOnScreen(of, effect);
  }
}

type OnScreen = Extract<HostEffect, { do: 'open-screen' | 'close-screen' | 'screen' | 'control' | 'clipboard' }>;

function performOnScreen(of: Under, effect: OnScreen): void {
  switch (effect.do) {
    case 'open-screen':
      return void openScreen(of, effect);
    case 'close-screen':
      of.viewing?.is.close();
      delete of.viewing;
      if (!of.session.isOver) of.host.doubt();
      return;
    case 'screen':
      if (of.viewing?.socket === effect.socket) of.viewing.is.receive(effect.bytes);
      return;
    case 'control':
      of.viewing?.is.allowControl(effect.allowed);
      return of.events.changed();
    case 'clipboard':
      return putThere(of, effect.text);
  }
}

/** Puts a text of the viewer into the clipboard of the desktop: the keys that paste it come right behind it, and wait. */
function putThere(of: Under, text: string): void {
  of.events.pasted(text);
  const written = of.host.source.clipboard()?.write(withUnixLines(text)).catch(logged(of));
  if (written) of.viewing?.is.wait(written);
}

/** Dials the node that serves the viewer, if it is one that was named at enrolment. */
function dial(of: Under, { socket: number, url }: Extract<HostEffect, { do: 'dial' }>): void {
  const closed = (isFinal: boolean): void => {
    of.sockets.delete(number);
    // Where this one broke the control socket may have broken too, and would not notice for a minute.
    if (!of.session.isOver) of.host.doubt();
    feed(of, { is: 'closed', socket: number, isFinal });
  };
  const begin = async (): Promise<void> => {
    if (!mayDial(url, of.host.store.identity.origins)) {
      of.host.say({ t: 'refused', session_id: of.told.session_id, code: 'unlisted' });
      return closed(true);
    }
    const trust = await of.host.trust();
    const events: SocketEvents = {
      opened: () => feed(of, { is: 'connected', socket: number }),
      text: (text) => feed(of, { is: 'text', socket: number, text }),
      message: (bytes) => feed(of, { is: 'message', socket: number, bytes }),
      closed: (code) => closed(code >= REFUSES_FROM),
    };
    of.sockets.set(number, openSocket(url, { trust, mostBytes: MOST_BYTES, isMasked: false }, events));
  };
  begin().catch(() => closed(false));
}

/** Sends a record, and reads no more of the screen while a megabyte waits for a slow viewer. */
function send(of: Under, { socket: number, bytes }: Extract<HostEffect, { do: 'send' }>): void {
  const socket = of.sockets.get(number);
  if (socket?.readyState !== WebSocket.OPEN) return;
  socket.send(bytes, () => {
    if (socket.bufferedAmount < RESUMES_AT && of.viewing?.socket === number) of.viewing.is.resume();
  });
  if (socket.bufferedAmount > PAUSES_AT && of.viewing?.socket === number) of.viewing.is.pause();
}

/** Nothing is charged for what could not succeed: no code to hold it against, no screen to show. */
async function charge(of: Under, attempt: number): Promise<void> {
  const { host, told, claim } = of;
  const refuse = (code: SessionRefusal): void => feed(of, { is: 'refused', attempt, code });
  try {
    const screen = await host.source.open().catch((error: unknown) => {
      host.log(`no screen: ${String(error)}`);
    });
    if (!screen) return refuse('no-screen');
    screen.destroy();
    const answer = await chargeAttempt(host.store, told.session_id, claim);
    if ('refusal' in answer) return refuse(answer.refusal);
    const { code } = answer;
    of.code = code;
    feed(of, { is: 'charged', attempt, cred_id: code.cred_id, record: code.record });
  } catch (error) {
    host.log(`an attempt could not be written down: ${String(error)}`);
    refuse('busy');
  }
}

async function giveBack(of: Under, attempt: number): Promise<void> {
  const { host, told, claim, code } = of;
  let refusal: SessionRefusal | undefined = 'busy';
  try {
    const mayOpen = code !== undefined && (await openAttempt(host.store, told.session_id, { claim, code }));
    if (mayOpen) refusal = undefined;
    else if (lockFor(host.store.state().attempts, told.person_id)) refusal = 'locked';
    const grant = host.store.state().codes.grants.find((one) => one.grant_id === told.grant_id);
    if (grant && !grant.is_reported)
      host.say({ t: 'grant', session_id: told.session_id, grant_id: grant.grant_id, cred_id: grant.cred_id });
  } catch (error) {
    host.log(`an attempt could not be given back: ${String(error)}`);
  }
  feed(of, { is: 'given-back', attempt, refusal });
}

async function openScreen(of: Under, effect: Extract<HostEffect, { do: 'open-screen' }>): Promise<void> {
  const { host, told } = of;
  const { socket } = effect;
  if (effect.epoch === 0) host.say({ t: 'opened', session_id: told.session_id });
  of.events.changed();
  try {
    const connection = await host.source.open();
    const is = startViewing(
      connection,
      {
        name: host.source.user(),
        control: effect.control,
        answer: host.source.answer,
        prepare: host.source.prepare,
      },
      {
        show: (bytes) => feed(of, { is: 'screen', socket, bytes }),
        acted: () => feed(of, { is: 'active' }),
        ended(reason) {
          if (of.viewing?.socket !== socket) return;
          host.log(`session ${told.session_id}: ${reason}`);
          feed(of, { is: 'end', reason: reason.startsWith('screen-') ? 'no-screen' : 'fault' });
        },
      },
    );
    if (of.session.live?.socket !== socket) return is.close();
    of.viewing = { socket, is };
    // What was taken away while the screen was being opened.
    is.allowControl(mayControl(of.session));
  } catch (error) {
    host.log(`no screen: ${String(error)}`);
    feed(of, { is: 'end', reason: 'no-screen' });
  }
}

/** A code of one's own, set within the session (C6): the owner's is the base code, anybody else's is for themselves alone. */
async function setCode(of: Under, { cred_id, record }: Extract<HostEffect, { do: 'set-code' }>): Promise<void> {
  const { host, told } = of;
  const isSet = await setCodeOf(host.store, of.claim, { cred_id, record }).catch(() => false);
  if (isSet && !told.is_owner) host.say({ t: 'grant', session_id: told.session_id, grant_id: told.grant_id, cred_id });
  if (isSet) of.events.changed();
  feed(of, isSet ? { is: 'code-set', cred_id } : { is: 'code-refused', cred_id, code: 'not-yours' });
}

function finish(of: Under, effect: Extract<HostEffect, { do: 'ended' | 'refused' }>): void {
  const { session_id } = of.told;
  clearTimeout(of.timer);
  of.viewing?.is.close();
  delete of.viewing;
  if (effect.do === 'ended') of.host.say({ t: 'ended', session_id, reason: effect.reason });
  else of.host.say({ t: 'refused', session_id, code: effect.code });
  of.events.over();
}

function logged({ host, told }: Under): (error: unknown) => void {
  return (error) => host.log(`session ${told.session_id}: ${String(error)}`);
}
