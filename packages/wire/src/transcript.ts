import { lp } from './bytes.ts';

/** The version of the protocol, as docs/protocol.md dates it. */
export const PROTOCOL_VERSION = 1;

export type Purpose = 'code' | 'resume';

/** What a handshake is about; both sides know all of it by other ways than from each other. */
export type About = {
  readonly version: number;
  readonly purpose: Purpose;
  readonly computer_id: string;
  /** SHA-256 of the host's public key, in hexadecimal. */
  readonly fingerprint: string;
  readonly session_id: string;
  readonly epoch: number;
  readonly person_id: string;
  readonly grant_id: string;
};

/** The bytes whose SHA-256 is T, the salt of every key of a session: keys made about something else are other keys. */
export function transcript(about: About): Uint8Array {
  return lp(
    'latchkey session',
    String(about.version),
    about.purpose,
    about.computer_id,
    about.fingerprint,
    about.session_id,
    String(about.epoch),
    about.person_id,
    about.grant_id,
  );
}

/** What each key that HKDF derives is for. */
export const INFO = { to_host: 'viewer to host', to_viewer: 'host to viewer', resume: 'resume' } as const;

export const KEY_BYTES = 32;

/** `identifiers.client` of OPAQUE: a constant, because a copied record must not name whose it was. */
export const CLIENT_IDENTIFIER = 'latchkey';

/** How long OPAQUE stretches a secret with Argon2id: a code people remember for long, 256 random bits hardly at all. */
export const STRETCHING = {
  code: { iterations: 3, memory: 65_536, parallelism: 1 },
  resume: { iterations: 1, memory: 8, parallelism: 1 },
} as const;

/** The OPAQUE user identifier of the record for R of an epoch; no cred_id has a colon. */
export function resumeIdentifier(sessionId: string, epoch: number): string {
  return `${sessionId}:${epoch}`;
}
