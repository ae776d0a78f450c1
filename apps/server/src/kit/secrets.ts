// What is derived from the master key (mailed links, seals around stored secrets, passwords of database roles), and what is random.
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import { readMasterKeys } from './master-key.ts';

/** Where a sealed value lives: it can't be opened anywhere else. */
export type Place = { readonly table: string; readonly column: string; readonly row: string };

export type Secrets = {
  /** Names the present master key without telling anything about it: 8 characters. */
  readonly keyId: string;
  /** The token behind a mailed link, 43 characters; the same inputs always give the same one. */
  readonly linkToken: (kind: string, id: string, generation: number) => string;
  /** Whether a token is that of the link, in time that tells nothing. */
  readonly matchesLink: (link: { kind: string; id: string; generation: number }, token: string) => boolean;
  /** A secret as text for a column: AES-256-GCM, bound to its place, with the id of its key in front. */
  readonly seal: (plain: string, place: Place) => string;
  /** The secret in a sealed text. Throws when it was sealed for another place, changed, or its key is gone. */
  readonly open: (sealed: string, place: Place) => string;
  /** The password of a database role, 43 characters. */
  readonly rolePassword: (role: string) => string;
};

/** Opens the master key file, or makes it at the first start. Throws StartRefusal when the file can't be trusted. */
export function openSecrets(masterKeyFile: string): Secrets {
  const [present, ...older] = readMasterKeys(masterKeyFile);
  const sealKeys = new Map([present, ...older].map((master) => [keyIdOf(master), derive(master, 'seal')]));
  const linkKey = derive(present, 'link');
  const linkToken: Secrets['linkToken'] = (kind, id, generation) =>
    createHmac('sha256', linkKey)
      .update(framed([kind, id, String(generation)]))
      .digest('base64url');
  return {
    keyId: keyIdOf(present),
    linkToken,
    matchesLink: (link, token) => sameText(linkToken(link.kind, link.id, link.generation), token),
    seal: (plain, place) => sealWith(sealKeys, keyIdOf(present), plain, place),
    open: (sealed, place) => openWith(sealKeys, sealed, place),
    rolePassword: (role) => derive(present, `role-password/${role}`).toString('base64url'),
  };
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

function sealWith(keys: ReadonlyMap<string, Buffer>, keyId: string, plain: string, place: Place): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', keyNamed(keys, keyId, place), nonce).setAAD(placeBytes(place));
  const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
  return `${keyId}.${Buffer.concat([nonce, body, cipher.getAuthTag()]).toString('base64url')}`;
}

function openWith(keys: ReadonlyMap<string, Buffer>, sealed: string, place: Place): string {
  const [keyId = '', encoded = ''] = sealed.split('.');
  const bytes = Buffer.from(encoded, 'base64url');
  const key = keyNamed(keys, keyId, place);
  if (bytes.length < NONCE_BYTES + TAG_BYTES) throw new Error(`${nameOf(place)} holds no sealed value`);
  const options = { authTagLength: TAG_BYTES };
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES), options)
    .setAAD(placeBytes(place))
    .setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    return decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
  } catch (error) {
    throw new Error(`${nameOf(place)} was changed or sealed for another place`, { cause: error });
  }
}

function keyNamed(keys: ReadonlyMap<string, Buffer>, keyId: string, place: Place): Buffer {
  const key = keys.get(keyId);
  if (key === undefined) throw new Error(`${nameOf(place)} is sealed with a key that is not in the master key file`);
  return key;
}

function nameOf(place: Place): string {
  return `${place.table}.${place.column} of ${place.row}`;
}

function placeBytes(place: Place): Buffer {
  return framed([place.table, place.column, place.row]);
}

// Each part behind its length, so that no two lists of parts give the same bytes.
function framed(parts: readonly string[]): Buffer {
  return Buffer.concat(
    parts.flatMap((part) => {
      const bytes = Buffer.from(part, 'utf8');
      const length = Buffer.alloc(4);
      length.writeUInt32BE(bytes.length);
      return [length, bytes];
    }),
  );
}

function derive(master: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', master, '', `latchkey/${purpose}`, 32));
}

function keyIdOf(master: Buffer): string {
  return derive(master, 'key-id').toString('hex').slice(0, 8);
}

function sameText(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}

// Crockford's base 32: no I, L, O or U, so nothing in a code can be read as something else.
const CODE_ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const CODE_LENGTH = 20;
const CODE_GROUP = 4;

/** A secret of 256 bits for sessions, tickets and cookies: 43 characters of base64url. Only its hash is stored. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** What is stored of a token: SHA-256, 32 bytes. Enough for values with at least 80 random bits, never for passwords. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** A set-up code of 100 random bits, as `7F3K-…` in five groups of four. */
export function newSetUpCode(): string {
  return codeOf(randomBytes(CODE_LENGTH));
}

/** A code to be typed, made of twenty random bytes, of which it keeps 100 bits. */
export function codeOf(bytes: Uint8Array): string {
  // 256 is a multiple of 32, so every character is equally likely.
  const characters = Array.from(bytes.subarray(0, CODE_LENGTH), (byte) => CODE_ALPHABET.charAt(byte % 32));
  return Array.from({ length: CODE_LENGTH / CODE_GROUP }, (_, group) =>
    characters.slice(group * CODE_GROUP, (group + 1) * CODE_GROUP).join(''),
  ).join('-');
}

/** A typed code as it is hashed: without case, spaces and dashes; O reads as 0, I and L read as 1. */
export function foldSetUpCode(typed: string): string {
  return typed
    .toUpperCase()
    .replaceAll(/[\s\p{Pd}]/gu, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1');
}

/** A UUID of version 7 (RFC 9562 §5.7): sorts by `now` to the millisecond, the other 74 bits are random. */
export function uuidv7(now: Date): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(now.getTime(), 0, 6);
  bytes.writeUInt8(0x70 | (bytes.readUInt8(6) & 0x0f), 6);
  bytes.writeUInt8(0x80 | (bytes.readUInt8(8) & 0x3f), 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
