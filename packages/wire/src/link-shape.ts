import { isBytes, objectOf } from './bytes.ts';

/** What a shape gives for a value that does not have it. */
export const misshapen = Symbol('misshapen');

/** Reads a value that came from outside: what it promises, built anew from the fields it names, or `misshapen`. It never throws. */
export type Shape<T> = (value: unknown) => T | typeof misshapen;

/** What a shape gives. */
export type Shaped<S> = S extends Shape<infer T> ? T : never;

/** A message, or why there is none: `unknown` is ignored, since another version may know it; `misshapen` ends the socket. */
export type Heard<T> = T | 'unknown' | 'misshapen';

/** The longest message of a control socket, in UTF-16 units. */
export const MAX_MESSAGE = 256 * 1024;
/** The longest string that is meant for people. */
export const MAX_TEXT = 200;

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
// What no line for people holds: control characters, halves of pairs, line separators, and the marks that reorder text.
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;
const EVERY_UNPRINTABLE = new RegExp(UNPRINTABLE.source, 'gu');

/** A line for people: at most 200 UTF-16 units, nothing in it that can't be shown. */
export const line: Shape<string> = (value) =>
  typeof value === 'string' && value.length <= MAX_TEXT && !UNPRINTABLE.test(value) ? value : misshapen;

/** A UUID in lower case. */
export const uuid: Shape<string> = (value) => (typeof value === 'string' && UUID.test(value) ? value : misshapen);

export const flag: Shape<boolean> = (value) => (typeof value === 'boolean' ? value : misshapen);

/** Text of at most so many UTF-16 units that people don't see, in ASCII without spaces. */
export function token(longest: number): Shape<string> {
  return (value) =>
    typeof value === 'string' && value.length <= longest && /^[!-~]+$/.test(value) ? value : misshapen;
}

/** A whole number within bounds, both included. */
export function whole(least: number, most: number = Number.MAX_SAFE_INTEGER): Shape<number> {
  return (value) =>
    Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most
      ? (value as number)
      : misshapen;
}

/** Base64url of exactly so many bytes, kept as text. */
export function bytes(length: number): Shape<string> {
  return (value) => (isBytes(value, length) ? value : misshapen);
}

/** One of these words. */
export function oneOf<const T extends string>(...words: readonly T[]): Shape<T> {
  return (value) => words.find((word) => word === value) ?? misshapen;
}

export function nullable<T>(shape: Shape<T>): Shape<T | null> {
  return (value) => (value === null ? null : shape(value));
}

/** A list of at most so many. */
export function list<T>(shape: Shape<T>, most: number): Shape<T[]> {
  return (value) => {
    if (!Array.isArray(value) || value.length > most) return misshapen;
    const items: T[] = [];
    for (const one of value as unknown[]) {
      const item = shape(one);
      if (item === misshapen) return misshapen;
      items.push(item);
    }
    return items;
  };
}

/** An object with these fields; others are left out. */
export function object<F extends Record<string, Shape<unknown>>>(fields: F): Shape<{ [K in keyof F]: Shaped<F[K]> }> {
  const entries = Object.entries(fields);
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return misshapen;
    const found: Record<string, unknown> = {};
    for (const [name, shape] of entries) {
      const field = shape(Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined);
      if (field === misshapen) return misshapen;
      found[name] = field;
    }
    return found as { [K in keyof F]: Shaped<F[K]> };
  };
}

/** Reads one message by its `t`; a `t` that the table lacks is `unknown`. */
export function readMessage<M>(text: string, table: ReadonlyMap<string, Shape<M>>): Heard<M> {
  const fields = text.length <= MAX_MESSAGE ? objectOf(text) : undefined;
  const t = fields?.['t'];
  if (typeof t !== 'string' || t.length > MAX_TEXT) return 'misshapen';
  const shape = table.get(t);
  if (!shape) return 'unknown';
  const message = shape(fields);
  return message === misshapen ? 'misshapen' : message;
}

/** A text of the machine as a line that `line` takes: what can't be shown is left out, the rest cut. */
export function asLine(text: string): string {
  return text
    .slice(0, 4 * MAX_TEXT)
    .replaceAll(EVERY_UNPRINTABLE, '')
    .slice(0, MAX_TEXT)
    .toWellFormed()
    .replaceAll('\uFFFD', '')
    .trim();
}
