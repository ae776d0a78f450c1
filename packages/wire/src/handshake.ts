import { isBytes, isWord, objectOf, textOf, utf8 } from './bytes.ts';
import type { Purpose } from './transcript.ts';

/** A public key of ristretto255, as OPAQUE's server has one. */
export const HOST_KEY_BYTES = 32;
/** The sizes of OPAQUE's messages with ristretto255 and SHA-512 (RFC 9807, section 6). */
const KE1_BYTES = 96;
const KE2_BYTES = 320;
const KE3_BYTES = 64;
const MAX_MESSAGE_BYTES = 4096;
const MAX_EPOCH = 2 ** 31;

/** How long a session waits for its first success, and a socket of the host for its viewer. */
export const OPENING_MS = 60_000;
/** How long a handshake takes at most: less than what makes a pending attempt a failed one (30 s), and phones stretch slowly. */
export const HANDSHAKE_MS: Readonly<Record<Purpose, number>> = { code: 25_000, resume: 10_000 };

export type Ke1 = { t: 'ke1'; version: number; purpose: Purpose; epoch: number; request: string };
export type Ke2 = { t: 'ke2'; host_key: string; response: string };
export type No = { t: 'no'; code: string };
export type Ke3 = { t: 'ke3'; finish: string };

/** A message of the handshake as it travels. */
export function writeHandshake(message: Ke1 | Ke2 | Ke3 | No): Uint8Array {
  return utf8(JSON.stringify(message));
}

/** The viewer's first message, or nothing when it is none. */
export function readKe1(bytes: Uint8Array): Ke1 | undefined {
  const { t, version, purpose, epoch, request } = fieldsOf(bytes);
  if (t !== 'ke1' || !isCount(version) || !isCount(epoch) || !isBytes(request, KE1_BYTES)) return undefined;
  if (purpose === 'code' && epoch === 0) return { t, version, purpose, epoch, request };
  if (purpose === 'resume' && epoch > 0) return { t, version, purpose, epoch, request };
}

/** The host's answer, or nothing when it is none. */
export function readAnswer(bytes: Uint8Array): Ke2 | No | undefined {
  const { t, host_key, response, code } = fieldsOf(bytes);
  if (t === 'no' && isWord(code)) return { t, code };
  if (t === 'ke2' && isBytes(host_key, HOST_KEY_BYTES) && isBytes(response, KE2_BYTES))
    return { t, host_key, response };
}

/** The viewer's last message, or nothing when it is none. */
export function readKe3(bytes: Uint8Array): Ke3 | undefined {
  const { t, finish } = fieldsOf(bytes);
  if (t === 'ke3' && isBytes(finish, KE3_BYTES)) return { t, finish };
}

/** The first message on a data socket, for the server. */
export function writeJoin(ticket: string): string {
  return JSON.stringify({ t: 'join', ticket });
}

/** Whether a text is the server's word that both sides are there. */
export function isPaired(text: string): boolean {
  return text.length <= MAX_MESSAGE_BYTES && objectOf(text)?.['t'] === 'paired';
}

function fieldsOf(bytes: Uint8Array): Record<string, unknown> {
  return (bytes.length <= MAX_MESSAGE_BYTES && objectOf(textOf(bytes))) || {};
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MAX_EPOCH;
}
