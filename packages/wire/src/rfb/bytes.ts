/** A field of a message: how many bytes it has, and its value. */
export type Field = readonly [size: 1 | 2 | 4, value: number];

/** The byte at a place; 0 behind the end, which callers have ruled out by asking for the length first. */
export function u8At(bytes: Uint8Array, at: number): number {
  return bytes[at] ?? 0;
}

/** Two bytes, big-endian, unsigned. */
export function u16At(bytes: Uint8Array, at: number): number {
  return u8At(bytes, at) * 0x100 + u8At(bytes, at + 1);
}

/** Four bytes, big-endian, unsigned. */
export function u32At(bytes: Uint8Array, at: number): number {
  return u16At(bytes, at) * 0x1_0000 + u16At(bytes, at + 2);
}

/** Four bytes, big-endian, signed: encodings and the lengths of clipboards. */
export function i32At(bytes: Uint8Array, at: number): number {
  return u32At(bytes, at) | 0;
}

/** A part of the bytes in memory of its own, whatever kind of array they are (a Buffer's `slice` shares it). */
export function copied(bytes: Uint8Array, from: number, to: number = bytes.length): Uint8Array {
  return new Uint8Array(bytes.subarray(from, to));
}

/** Fields one behind the other, big-endian; negative values as two's complement. */
export function written(fields: readonly Field[]): Uint8Array {
  const bytes = new Uint8Array(fields.reduce((sum, [size]) => sum + size, 0));
  let at = 0;
  for (const [size, value] of fields) {
    for (let shift = (size - 1) * 8; shift >= 0; shift -= 8) bytes[at++] = (value >>> shift) & 0xff;
  }
  return bytes;
}

/** Byte strings one behind the other, in memory of their own; a single one, or nothing beside it, as it is. */
export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const filled = parts.filter((part) => part.length > 0);
  if (filled.length === 1 && filled[0]) return filled[0];
  const bytes = new Uint8Array(filled.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of filled) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** The bytes of a text that has none but ASCII characters. */
export function ascii(text: string): Uint8Array {
  return Uint8Array.from({ length: text.length }, (_, index) => text.charCodeAt(index) & 0x7f);
}

/** At most so many characters of a foreign text, whatever cannot be printed in ASCII shown as `?`. */
export function printable(bytes: Uint8Array, most: number): string {
  return Array.from(bytes.subarray(0, most), (byte) =>
    byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '?',
  ).join('');
}
