import { type Attempts, CAP_COMPUTER, MAX_LOCKS } from '@latchkey/wire/attempts';
import { type Codes, MAX_GRANTS } from '@latchkey/wire/codes';
import { ownerShape } from '@latchkey/wire/hello';
import {
  bytes,
  flag,
  line,
  list,
  misshapen,
  nullable,
  object,
  oneOf,
  type Shape,
  type Shaped,
  token,
  uuid,
  whole,
} from '@latchkey/wire/link-shape';
import type { StoreFile } from './store-files.ts';

const format = whole(1, 1);
const MAX_CODES = 2 * MAX_GRANTS;
const MAX_COUNTS = 1_000;

const identityShape = object({
  format,
  computer_id: uuid,
  /** The account's name as of enrolment: who wants to enrol elsewhere has to say it. */
  account: line,
  /** The server's PUBLIC_URL, which each hello signs. */
  public_url: token(2_048),
  /** The origins that the agent may dial: `https://host:port`. */
  origins: list(token(2_048), 64),
  /** SHA-256 of the public key of a certificate that the server made itself. */
  tls_pin: nullable(bytes(32)),
  /** The private Ed25519 key, as PKCS #8 in base64url. */
  device_key: token(200),
  /** The server setup of OPAQUE: the host key and the seed of all its answers. */
  opaque_setup: token(2_048),
});

const pending = object({ session_id: uuid, person_id: uuid, charged_ms: whole(0) });
const lock = object({ lock_id: uuid, person_id: uuid, session_id: uuid, at: whole(0), is_personal: flag });
const attempts: Shape<Attempts> = object({
  pending: list(pending, CAP_COMPUTER),
  counts: list(object({ person_id: uuid, count: whole(1) }), MAX_COUNTS),
  failures: list(object({ person_id: uuid, charged_ms: whole(0) }), CAP_COMPUTER),
  locks: list(lock, MAX_LOCKS),
  locks_person_only: flag,
});
const countersShape = object({ format, hello_counter: whole(0), running_ms: whole(0), attempts });

const moment = object({ running_ms: whole(0), at: whole(0) });
const code = object({
  cred_id: uuid,
  record: token(1_024),
  standing: oneOf('base', 'superseded', 'kept'),
  superseded_at: nullable(moment),
});
const codes: Shape<Codes> = object({
  codes: list(code, MAX_CODES),
  grants: list(object({ grant_id: uuid, person_id: uuid, cred_id: uuid, is_reported: flag }), MAX_GRANTS),
  owner: ownerShape,
  revision: whole(0),
});
const codesShape = object({ format, codes: consistent });

/** Which computer this is, and its keys. Written once, at enrolment. */
export type Identity = Omit<Shaped<typeof identityShape>, 'format'>;

export const FORMAT = 1;
export const identityFile: StoreFile<Shaped<typeof identityShape>> = { name: 'identity.json', shape: identityShape };
export const countersFile: StoreFile<Shaped<typeof countersShape>> = { name: 'counters.json', shape: countersShape };
export const codesFile: StoreFile<Shaped<typeof codesShape>> = { name: 'codes.json', shape: codesShape };

/** Codes in which no id stands twice and at most one is the base code. */
function consistent(value: unknown): Codes | typeof misshapen {
  const read = codes(value);
  if (read === misshapen) return misshapen;
  const isUnique = (ids: string[]): boolean => new Set(ids).size === ids.length;
  const bases = read.codes.filter((one) => one.standing === 'base').length;
  const isSound =
    bases <= 1 && isUnique(read.codes.map((one) => one.cred_id)) && isUnique(read.grants.map((one) => one.grant_id));
  return isSound ? read : misshapen;
}
