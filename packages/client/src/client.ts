import { type Client, operations, type Operations } from './operations.generated.ts';
import { type AnyOptions, type Connection, requestOf } from './request.ts';
import { send } from './send.ts';

export type { CallOptions } from './call.ts';
export { LatchkeyRefusal, LatchkeyUnreachable, type RefusalCodeOf } from './failure.ts';
export type { Client, Language, Operations, Permission, Refusal, RefusalCode, Role } from './operations.generated.ts';
export { pages } from './pages.ts';

/** What goes into an operation, by its id: `InputOf<'invitation.send'>`. */
export type InputOf<Id extends keyof Operations> = Operations[Id]['input'];
/** What comes out of an operation, by its id: `ReplyOf<'member.list'>`. */
export type ReplyOf<Id extends keyof Operations> = Operations[Id]['reply'];

export type ClientOptions = {
  /** Where Latchkey is, as its people open it: `https://latchkey.example.com`. */
  url: string;
  /** A personal or account token, `lk_…`. Without one, only what anybody may call, or in a browser what its cookie may. */
  token?: string | undefined;
  /** The language of refusals' sentences. */
  language?: string | undefined;
  /** How long one attempt may take, in milliseconds: 30,000 unless said. */
  timeoutMs?: number | undefined;
  /** How often a call that can be repeated safely is tried again: 3 times unless said. */
  retries?: number | undefined;
  /** Sends a request: the platform's own `fetch` unless said. */
  fetch?: ((url: string, init: RequestInit) => Promise<Response>) | undefined;
};

/**
 * A client of one Latchkey. Nothing is sent until a method is called. Calls that only read, dry runs and calls with an idempotency
 * key are tried again after 429, 502, 503 and 504, as Retry-After says and for a minute at most, and when no answer came.
 * @throws TypeError when the address or the token can't be one
 */
export function openClient(options: ClientOptions): Client {
  const connection = connectionOf(options);
  const nouns: Record<string, Record<string, unknown>> = {};
  for (const id of Object.keys(operations) as (keyof Operations)[]) {
    const [noun = '', verb = ''] = id.split('.');
    const method = verb.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
    (nouns[noun] ??= {})[method] = (input: Record<string, unknown> = {}, its: AnyOptions = {}) =>
      call(connection, id, { input, options: its });
  }
  return nouns as Client;
}

async function call(
  connection: Connection,
  id: keyof Operations,
  { input, options }: { input: Record<string, unknown>; options: AnyOptions },
): Promise<unknown> {
  const request = requestOf(connection, operations[id], { input, options });
  const { signal, timeoutMs = connection.timeoutMs } = options;
  return send(connection, request, { id, signal, timeoutMs });
}

function connectionOf(options: ClientOptions): Connection {
  const { token, language, timeoutMs = 30_000, retries = 3 } = options;
  const url = new URL(options.url);
  if (!/^https?:$/.test(url.protocol)) throw new TypeError(`${options.url} is no address of a Latchkey`);
  // Never shown: a token with a line break in it would otherwise stand in fetch's own complaint.
  if (token !== undefined && !/^[\x21-\x7e]+$/.test(token))
    throw new TypeError('the token has characters that none has');
  return { url, token, language, timeoutMs, retries, fetch: options.fetch ?? ((at, init) => fetch(at, init)) };
}
