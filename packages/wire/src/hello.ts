import { MAX_LOCKS } from './attempts.ts';
import { bytesOf, lp } from './bytes.ts';
import { bytes, flag, line, list, nullable, object, oneOf, type Shaped, token, uuid, whole } from './link-shape.ts';

export const NONCE_BYTES = 32;

const version = whole(1, 1_000);
const nonce = bytes(NONCE_BYTES);

/** A lock of the host (S5): which, and by whose attempt; when and from where the server knows by the session. */
const lock = object({ lock_id: uuid, person_id: uuid, session_id: uuid, is_personal: flag });

/** What a machine says of itself: shown as text, believed in nothing. `screen` is null where there is none, `problem` says what is missing. */
const factFields = {
  hostname: line,
  os: line,
  agent_version: line,
  user: nullable(line),
  screen: nullable(line),
  problem: nullable(line),
  base_cred_id: nullable(uuid),
  locks: list(lock, MAX_LOCKS),
};
export const factsShape = object(factFields);

const owner = object({ person_id: uuid, name: line, is_suspended: flag });
export const ownerShape = nullable(owner);

export const challengeShape = object({ t: oneOf('challenge'), versions: list(version, 32), nonce });

export const helloShape = object({
  t: oneOf('hello'),
  version,
  computer_id: uuid,
  nonce,
  agent_nonce: nonce,
  boot_id: token(64),
  counter: whole(1),
  signature: bytes(64),
  facts: factsShape,
});

/** `now` in milliseconds since 1970; `account` and `computer` are names; `locks_cleared` of those the hello told of. */
export const welcomeShape = object({
  t: oneOf('welcome'),
  version,
  now: whole(0),
  account: line,
  computer: line,
  is_approved: flag,
  owner: ownerShape,
  lock_only_person: flag,
  locks_cleared: list(uuid, MAX_LOCKS),
  grant_revision: whole(0),
});

export const helloRefusals = ['bad-signature', 'unknown-computer', 'removed', 'quarantined', 'version'] as const;
export type HelloRefusal = (typeof helloRefusals)[number];
export const helloRefusedShape = object({ t: oneOf('refused'), code: oneOf(...helloRefusals) });

export type Facts = Shaped<typeof factsShape>;
export type FactsLock = Shaped<typeof lock>;
export type Challenge = Shaped<typeof challengeShape>;
export type Hello = Shaped<typeof helloShape>;
export type Welcome = Shaped<typeof welcomeShape>;

/** What the device key signs: everything of a hello but its facts, and which server it is said to. */
export type HelloClaims = Pick<Hello, 'version' | 'computer_id' | 'nonce' | 'agent_nonce' | 'boot_id' | 'counter'> & {
  public_url: string;
};

/**
 * The bytes under the signature of a hello. `public_url` is the server's PUBLIC_URL as both sides have it, so that a hello relayed to
 * another server is worth nothing there. Nothing when a nonce is not base64url.
 */
export function helloBytes(claims: HelloClaims): Uint8Array | undefined {
  const serverNonce = bytesOf(claims.nonce);
  const agentNonce = bytesOf(claims.agent_nonce);
  if (!serverNonce || !agentNonce) return undefined;
  return lp(
    'latchkey agent hello',
    String(claims.version),
    claims.public_url,
    serverNonce,
    agentNonce,
    claims.computer_id,
    claims.boot_id,
    String(claims.counter),
  );
}
