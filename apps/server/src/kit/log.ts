// Structured logs, one JSON object a line. Secrets are taken out here, whoever logs and however deep they lie.
import { secretFields } from '@latchkey/contract/shapes';
import { type DestinationStream, type Logger, pino } from 'pino';

export type Log = Logger;
export type LogLevel = 'silent' | 'error' | 'warn' | 'info' | 'debug';

/** What is known of an answered request. `route` is the pattern, never the path: a path may carry ids, a query or a typed-in secret. */
export type RequestFacts = {
  readonly requestId: string;
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly ms: number;
  /** The code of the refusal it was answered with. */
  readonly refusal?: string;
};

/** A log that writes to standard output, or to `out` in tests. */
export function openLog(level: LogLevel, out?: DestinationStream): Log {
  const options = {
    level,
    base: {},
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }), log: clean },
    serializers: { err: (cleaned: unknown) => cleaned },
    hooks: { streamWrite: withoutSecretText },
  };
  const log = out === undefined ? pino(options) : pino(options, out);
  // What a child is made with goes past the formatters, so it is cleaned on its way in. Children of children inherit this.
  const child = Reflect.get(log, 'child') as CallableFunction;
  return Object.assign(log, {
    child(this: Log, bindings: object, more?: object): never {
      return Reflect.apply(child, this, [clean(bindings), more]) as never;
    },
  });
}

/** Writes the one line each answered request gets. */
export function logRequest(log: Log, facts: RequestFacts): void {
  log.info({ ...facts, ms: Math.round(facts.ms * 10) / 10 }, 'request');
}

const HIDDEN = '(hidden)';
const DEPTH = 8;
const LENGTH = 100;
// A name that ends like one of these, with `_`, `-` and case left out, holds a secret: `newPassword`, `set_up_code`, `Set-Cookie`.
const SECRET_ENDS = ['authorization', 'cookie', 'token', 'secret', 'databaseurl', 'masterkey', ...secretFields].map(
  foldKey,
);

// Of an error only these fields are kept: others, such as `detail` of the database, quote what people typed.
const ERROR_FIELDS = ['code', 'syscall', 'address', 'port', 'constraint', 'table', 'severity', 'responseCode'];

function clean(object: object): Record<string, unknown> {
  return fieldsOf(object, 0);
}

function fieldsOf(object: object, depth: number): Record<string, unknown> {
  const entries = Object.entries(object).map(([key, value]) => [
    key,
    isSecret(key, value) ? HIDDEN : shown(value, depth),
  ]);
  return Object.fromEntries(entries) as Record<string, unknown>;
}

function shown(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return typeof value === 'bigint' ? String(value) : value;
  if (depth >= DEPTH) return '(deeper)';
  if (value instanceof Error) return errorOf(value, depth);
  if (value instanceof Date) return value;
  if (Array.isArray(value)) return value.slice(0, LENGTH).map((item) => shown(item, depth + 1));
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return fieldsOf(value, depth + 1);
  return `(${value.constructor.name})`;
}

function errorOf(error: Error, depth: number): Record<string, unknown> {
  const kept = Object.entries(error).filter(([key, value]) => ERROR_FIELDS.includes(key) && typeof value !== 'object');
  const cause = error.cause === undefined ? {} : { cause: shown(error.cause, depth + 1) };
  return { ...Object.fromEntries(kept), name: error.name, message: error.message, stack: error.stack, ...cause };
}

// Numbers and booleans are no secrets: `statusCode: 404`, `hasPassword: true`.
function isSecret(key: string, value: unknown): boolean {
  if (value === null || !['string', 'object'].includes(typeof value)) return false;
  const folded = foldKey(key);
  return SECRET_ENDS.some((end) => folded.endsWith(end));
}

function foldKey(key: string): string {
  return key.toLowerCase().replaceAll(/[_-]/g, '');
}

// Last, over the whole line, for what is quoted in messages and stacks: a user and password in a URL, a mailed link, a bearer token.
function withoutSecretText(line: string): string {
  return line
    .replaceAll(/:\/\/[^/\s"@]*@/g, `://${HIDDEN}@`)
    .replaceAll(/[0-9a-f-]{36}\.\d{1,6}\.[A-Za-z0-9_-]{43}/g, HIDDEN)
    .replaceAll(/\bbearer [\w.~+/=-]+/gi, `Bearer ${HIDDEN}`);
}
