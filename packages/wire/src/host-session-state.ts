import type { Present, Rights } from './control.ts';
import type { AgentEnding, SessionRefusal } from './link-messages.ts';
import type { About, Purpose } from './transcript.ts';

/** Why a session ends. `lost`: nobody came back in time. `unopened`: nobody came in. `fault`: the viewer broke the protocol under the keys. */
export type EndReason = AgentEnding;

/** What a session does with bytes, at once. Nothing here throws: what does not fit gives undefined. */
export type HostCrypto = {
  /** The public key of the OPAQUE server, base64url. */
  readonly hostKey: string;
  /** KE2, and the state that its finish wants. */
  start: (login: {
    record: string;
    userIdentifier: string;
    serverIdentifier: string;
    request: string;
  }) => { state: string; response: string } | undefined;
  /** The session key, if the viewer knew the secret of the record. */
  finish: (login: { state: string; finish: string; serverIdentifier: string }) => Uint8Array | undefined;
  /** A record for a secret that this computer knows: R, or a code that is being set here. */
  recordOf: (secret: { secret: string; purpose: Purpose; userIdentifier: string; serverIdentifier: string }) => string;
  /** The answer to the first message of a registration. */
  register: (registration: { userIdentifier: string; request: string }) => string | undefined;
  sha256: (bytes: Uint8Array) => Uint8Array;
  /** HKDF-SHA-256. */
  hkdf: (key: Uint8Array, salt: Uint8Array, info: string, length: number) => Uint8Array;
  /** AES-256-GCM: what is sealed, then the tag. */
  seal: (key: Uint8Array, nonce: Uint8Array, plain: Uint8Array) => Uint8Array;
  open: (key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array) => Uint8Array | undefined;
  random: (length: number) => Uint8Array;
};

/** What the server said of a session. `idle_ms` null: it may rest for ever. `screen` names what is shown. */
export type HostSetup = {
  readonly session_id: string;
  readonly computer_id: string;
  readonly person_id: string;
  readonly grant_id: string;
  readonly rights: Rights;
  readonly idle_ms: number | null;
  readonly screen: string;
};

/** What happens to a session. Sockets have the numbers that `dial` gave them, attempts those of `charge`. */
export type HostEvent =
  /** `session` or `rejoin` came from the server. */
  | { is: 'invited'; url: string; ticket: string }
  | { is: 'connected'; socket: number }
  | { is: 'text'; socket: number; text: string }
  | { is: 'message'; socket: number; bytes: Uint8Array }
  /** Also when it never connected. `isFinal`: the server does not want it, and would say the same to another with its ticket. */
  | { is: 'closed'; socket: number; isFinal?: boolean }
  /** The attempt is on disk, and this is the record to hold it against. */
  | { is: 'charged'; attempt: number; cred_id: string; record: string }
  /** Nothing was charged: `locked`, `busy`, `no-code`, `capped`, … */
  | { is: 'refused'; attempt: number; code: SessionRefusal }
  /** The code was right. `locked` when the computer has been since, `busy` when the attempt could not be given back: too late, or a full disk. */
  | { is: 'given-back'; attempt: number; refusal: SessionRefusal | undefined }
  /** RFB bytes for the viewer, from the screen that was opened for this socket. */
  | { is: 'screen'; socket: number; bytes: Uint8Array }
  | { is: 'clipboard'; text: string }
  | { is: 'people'; people: Present[] }
  | { is: 'rights'; rights: Rights }
  /** A key or the pointer moved. */
  | { is: 'active' }
  | { is: 'code-set'; cred_id: string }
  | { is: 'code-refused'; cred_id: string; code: string }
  | { is: 'end'; reason: EndReason }
  | { is: 'tick' };

/** What is to be done, in this order. */
export type HostEffect =
  | { do: 'dial'; socket: number; url: string }
  | { do: 'text'; socket: number; text: string }
  | { do: 'send'; socket: number; bytes: Uint8Array }
  | { do: 'close'; socket: number }
  /** Write a pending attempt and flush it, then answer `charged`; or answer `refused`. */
  | { do: 'charge'; attempt: number }
  /** The code was right: give the charge back and, if this is the grant's first success, its copy; then answer `given-back`. */
  | { do: 'give-back'; attempt: number; cred_id: string }
  | { do: 'fail'; attempt: number }
  /** Connect to the VNC server; each time a new connection. `control`: what its client may do besides looking. */
  | { do: 'open-screen'; socket: number; epoch: number; control: boolean }
  | { do: 'close-screen'; socket: number }
  | { do: 'screen'; socket: number; bytes: Uint8Array }
  /** Whether keys and pointer may pass from now on; the people in the computer hear of it too. */
  | { do: 'control'; allowed: boolean }
  | { do: 'clipboard'; text: string }
  /** Store this record durably under this new identifier for the person's grant, then answer `code-set` or `code-refused`. */
  | { do: 'set-code'; cred_id: string; record: string }
  /** Send a `tick` at this moment, or whenever later; replaces an earlier one. */
  | { do: 'timer'; at: number }
  /** The last effects of a session: over, or never begun because of an attempt that was refused. */
  | { do: 'ended'; reason: EndReason }
  | { do: 'refused'; code: SessionRefusal };

/** Where to dial with which ticket, until when that is good, and how often it was tried before. */
export type WayIn = { readonly url: string; readonly ticket: string; readonly until: number; readonly tries: number };

/** A socket on its way to being the live one. */
export type Joining = {
  readonly socket: number;
  readonly way: WayIn;
  stage: 'dialling' | 'pairing' | 'paired' | 'charging' | 'answered' | 'keyed' | 'proven';
  deadline: number;
  /** What the viewer asked, from its first message on. */
  ke1?: { purpose: Purpose; epoch: number; request: string };
  /** What its attempt was charged as; without `cred_id` while the charge is not on disk. */
  attempt?: { number: number; cred_id?: string };
  state?: string;
  keys?: Keys;
};

/** The keys of one handshake; used by one socket only. `record` is of R of the next epoch. */
export type Keys = { readonly incoming: Uint8Array; readonly outgoing: Uint8Array; readonly record: string };

/** The socket whose viewer has confirmed. */
export type Live = {
  readonly socket: number;
  readonly epoch: number;
  readonly keys: Keys;
  received: number;
  sent: number;
  hasScreen: boolean;
  lastSent: number;
};

/** All there is of a session at the host. Only the functions of these files write to it. */
export type HostSession = {
  readonly setup: HostSetup;
  readonly crypto: HostCrypto;
  readonly fingerprint: string;
  rights: Rights;
  wantsControl: boolean;
  people: Present[];
  joining: Joining | undefined;
  /** A dial that broke before there was a viewer is made again. */
  redial: { at: number; way: WayIn } | undefined;
  live: Live | undefined;
  /** Whether the code still opens this session: until the viewer has shown that it received `opened`. */
  isCodeHonoured: boolean;
  /** The epochs that may be resumed, the newest first: at most the next one and the one before. */
  resumable: { epoch: number; record: string }[];
  hasOpened: boolean;
  /** When a record last opened; at first, when the session began. */
  lastHeard: number;
  lastActive: number;
  sockets: number;
  attempts: number;
  /** One charge at a time, so that a failure is that of its own attempt. */
  isCharging: boolean;
  clipboard: string;
  newCode: string | undefined;
  alarm: number | undefined;
  isOver: boolean;
};

/** What a handshake of this session is about. */
export function aboutOf(session: HostSession, ke1: { purpose: Purpose; epoch: number }, version: number): About {
  const { computer_id, session_id, person_id, grant_id } = session.setup;
  const { purpose, epoch } = ke1;
  return { version, purpose, epoch, computer_id, session_id, person_id, grant_id, fingerprint: session.fingerprint };
}

/** Whether keys and pointer pass: the right and the wish. */
export function mayControl(session: HostSession): boolean {
  return session.rights.control && session.wantsControl;
}
