import { concat } from './bytes.ts';

/** The kinds of record, as the first byte under the seal. */
export const SCREEN = 1;
export const CONTROL = 2;
export const KEEP_ALIVE = 3;

export type RecordType = typeof SCREEN | typeof CONTROL | typeof KEEP_ALIVE;

/** What AES-GCM adds. */
export const TAG_BYTES = 16;
export const MAX_RECORD_BYTES = 65_552;
export const MAX_PAYLOAD_BYTES = MAX_RECORD_BYTES - TAG_BYTES - 1;
/** No more records than this are sealed with one key; who gets there takes new keys by coming back. */
export const MAX_RECORDS = 2 ** 32;

/** Either side that has sent nothing for so long sends a keep-alive. */
export const KEEP_ALIVE_MS = 1000;
/** So much silence is a lost network. */
export const SILENCE_MS = 8000;
/** How long after the last authenticated record a session may begin to come back. */
export const WINDOW_MS = 20_000;

/** The 96-bit nonce of a record: its number in its direction, big-endian. */
export function nonceOf(number: number): Uint8Array {
  const nonce = new Uint8Array(12);
  const view = new DataView(nonce.buffer);
  view.setUint32(4, Math.floor(number / 2 ** 32));
  view.setUint32(8, number % 2 ** 32);
  return nonce;
}

/** What is sealed: the type byte and the payload, copied, so that its owner may use its buffer again. */
export function plainOf(type: RecordType, payload: Uint8Array): Uint8Array {
  return concat(Uint8Array.of(type), payload);
}

/** What a record that was opened says, the payload as a view of it; nothing when it is none of ours. */
export function readPlain(plain: Uint8Array): { type: RecordType; payload: Uint8Array } | undefined {
  const type = plain[0];
  if (type !== SCREEN && type !== CONTROL && type !== KEEP_ALIVE) return undefined;
  const isEmpty = plain.length === 1;
  if (plain.length > MAX_PAYLOAD_BYTES + 1 || isEmpty !== (type === KEEP_ALIVE)) return undefined;
  return { type, payload: plain.subarray(1) };
}

/** Whether a message can be a record at all. */
export function isRecordSized(message: Uint8Array): boolean {
  return message.length > TAG_BYTES && message.length <= MAX_RECORD_BYTES;
}

/** Screen bytes in parts that fit a record, as views. */
export function screenParts(bytes: Uint8Array): Uint8Array[] {
  const parts: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += MAX_PAYLOAD_BYTES) parts.push(bytes.subarray(at, at + MAX_PAYLOAD_BYTES));
  return parts;
}
