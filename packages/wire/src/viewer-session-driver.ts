import { base64url, bytesOf, hex } from './bytes.ts';
import { nonceOf } from './record.ts';
import { INFO, KEY_BYTES, transcript, type Purpose } from './transcript.ts';
import { beginViewer, stepViewer } from './viewer-session.ts';
import type {
  Login,
  Outcome,
  ViewerAnswer,
  ViewerEffect,
  ViewerEvent,
  ViewerInput,
  ViewerSetup,
  ViewerTask,
} from './viewer-session-state.ts';

/** What a session does with bytes, later. Undefined: what came does not fit. A rejection is a fault of this browser. */
export type ViewerCrypto<Key> = {
  /** KE1, and the state that the finish wants. */
  start: (secret: string) => Promise<{ state: string; request: string }>;
  /** KE3 and the session key. `hostKey`: the server's public key as OPAQUE has authenticated it. */
  finish: (login: {
    state: string;
    secret: string;
    purpose: Purpose;
    response: string;
    serverIdentifier: string;
  }) => Promise<{ finish: string; sessionKey: Uint8Array; hostKey: string } | undefined>;
  register: (code: string) => Promise<{ state: string; request: string }>;
  record: (registration: {
    state: string;
    code: string;
    response: string;
    serverIdentifier: string;
  }) => Promise<string>;
  sha256: (bytes: Uint8Array) => Promise<Uint8Array>;
  /** HKDF-SHA-256. */
  hkdf: (key: Uint8Array, salt: Uint8Array, info: string, length: number) => Promise<Uint8Array>;
  keyOf: (bytes: Uint8Array) => Promise<Key>;
  /** AES-256-GCM: what is sealed, then the tag. */
  seal: (key: Key, nonce: Uint8Array, plain: Uint8Array) => Promise<Uint8Array>;
  open: (key: Key, nonce: Uint8Array, sealed: Uint8Array) => Promise<Uint8Array | undefined>;
};

/** What surrounds a session: a monotonic clock in milliseconds, and hands. */
export type ViewerShell = { now: () => number; perform: (effect: ViewerEffect) => void };

/**
 * Runs a session: gives the function that takes what happens. Keys live here, by the number of their socket, until it closes.
 * The order of records does not depend on when a promise is kept.
 */
export function driveViewer<Key>(
  setup: ViewerSetup,
  crypto: ViewerCrypto<Key>,
  shell: ViewerShell,
): (event: ViewerInput) => void {
  const session = beginViewer(setup, shell.now());
  const keys: KeyRing<Key> = new Map();
  const waiting: ViewerEvent[] = [];
  let isStepping = false;

  // An effect that brings the next event while it is performed has to wait for those after it, and its buffer may be filled anew.
  const take = (event: ViewerEvent): void => {
    if (isStepping) {
      waiting.push(event.is === 'screen' ? { ...event, bytes: event.bytes.slice() } : event);
      return;
    }
    waiting.push(event);
    isStepping = true;
    try {
      for (let next = waiting.shift(); next; next = waiting.shift())
        for (const effect of stepViewer(session, next, shell.now())) perform(effect);
    } finally {
      isStepping = false;
    }
  };
  const perform = (effect: ViewerEffect | ViewerTask): void => {
    if (!isTask(effect)) {
      if (effect.do === 'dial') keys.set(effect.socket, undefined);
      if (effect.do === 'close') keys.delete(effect.socket);
      shell.perform(effect);
      return;
    }
    const onFault = (): void => take({ is: 'fault' });
    answerOf(effect, crypto, keys).then((answer) => answer && take(answer), onFault);
  };
  take({ is: 'tick' });
  return take;
}

type Keys<Key> = { outgoing: Key; incoming: Key };
/** An entry for every socket that is not closed; without keys until its handshake is done. */
type KeyRing<Key> = Map<number, Keys<Key> | undefined>;

const TASKS: readonly string[] = [
  'start',
  'finish',
  'seal',
  'unseal',
  'register',
  'record',
] satisfies ViewerTask['do'][];

function isTask(effect: ViewerEffect | ViewerTask): effect is ViewerTask {
  return TASKS.includes(effect.do);
}

async function answerOf<Key>(
  task: ViewerTask,
  crypto: ViewerCrypto<Key>,
  keys: KeyRing<Key>,
): Promise<ViewerAnswer | undefined> {
  const { socket } = task;
  const known = keys.get(socket);
  switch (task.do) {
    case 'start':
      return { is: 'started', socket, ...(await crypto.start(task.secret)) };
    case 'finish': {
      const done = await finish(task.login, crypto);
      if (done && keys.has(socket)) keys.set(socket, done.keys);
      return { is: 'finished', socket, outcome: done?.outcome };
    }
    case 'seal': {
      const { number } = task;
      // Without keys the socket has closed meanwhile.
      return (
        known && { is: 'sealed', socket, number, bytes: await crypto.seal(known.outgoing, nonceOf(number), task.plain) }
      );
    }
    case 'unseal': {
      const { number } = task;
      return (
        known && {
          is: 'unsealed',
          socket,
          number,
          plain: await crypto.open(known.incoming, nonceOf(number), task.sealed),
        }
      );
    }
    case 'register':
      return { is: 'registered', socket, ...(await crypto.register(task.code)) };
    case 'record': {
      const { state, code, response } = task;
      const serverIdentifier = await fingerprintOf(task.hostKey, crypto);
      return { is: 'recorded', socket, record: await crypto.record({ state, code, response, serverIdentifier }) };
    }
  }
}

/** Of a computer, as people compare it and as OPAQUE names it: SHA-256 of its public key, in hexadecimal. */
async function fingerprintOf<Key>(hostKey: string, crypto: ViewerCrypto<Key>): Promise<string> {
  return hex(await crypto.sha256(bytesOf(hostKey) ?? new Uint8Array(0)));
}

async function finish<Key>(
  login: Login,
  crypto: ViewerCrypto<Key>,
): Promise<{ outcome: Outcome; keys: Keys<Key> } | undefined> {
  const { state, secret, response, about } = login;
  const fingerprint = await fingerprintOf(login.hostKey, crypto);
  const done = await crypto.finish({ state, secret, purpose: about.purpose, response, serverIdentifier: fingerprint });
  if (!done) return undefined;
  const salt = await crypto.sha256(transcript({ ...about, fingerprint }));
  const derive = (info: string): Promise<Uint8Array> => crypto.hkdf(done.sessionKey, salt, info, KEY_BYTES);
  const [outgoing, incoming, resume] = await Promise.all([
    derive(INFO.to_host),
    derive(INFO.to_viewer),
    derive(INFO.resume),
  ]);
  return {
    outcome: { finish: done.finish, hostKey: done.hostKey, resume: base64url(resume) },
    keys: { outgoing: await crypto.keyOf(outgoing), incoming: await crypto.keyOf(incoming) },
  };
}
