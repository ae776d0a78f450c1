import { createCipheriv, randomInt } from 'node:crypto';

/** What a VNC password can be at most: DES has no longer key. */
const LENGTH = 8;
const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789';

/** A password for a VNC server that nobody has to type: eight letters and digits, 46 bits. */
export function newVncPassword(): string {
  return Array.from({ length: LENGTH }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join('');
}

/** The sixteen bytes that answer a VNC server's challenge (RFC 6143, 7.2.2). */
export function vncAnswer(password: string, challenge: Uint8Array): Uint8Array {
  return des(vncKey(password), challenge);
}

/** DES of blocks of eight bytes; OpenSSL has it left as triple DES only, which with three times the same key is DES. */
export function des(key: Uint8Array, blocks: Uint8Array): Uint8Array {
  const cipher = createCipheriv('des-ede3', Buffer.concat([key, key, key]), null).setAutoPadding(false);
  return Buffer.concat([cipher.update(blocks), cipher.final()]);
}

/** The first eight bytes of a password as a key: each byte with its bits the other way round, as VNC has it. */
function vncKey(password: string): Uint8Array {
  return vncBytes(password).map(reversed);
}

/** The first eight bytes of a password, with zeros where it is shorter. */
export function vncBytes(password: string): Uint8Array {
  const bytes = Buffer.alloc(LENGTH);
  Buffer.from(password, 'latin1').copy(bytes);
  return bytes;
}

function reversed(byte: number): number {
  let result = 0;
  for (let bit = 0; bit < 8; bit++) result |= ((byte >> bit) & 1) << (7 - bit);
  return result;
}
