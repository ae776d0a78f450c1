import type { CallOptions, OperationFacts } from './call.ts';

/** What every call of a client has in common. */
export type Connection = {
  url: URL;
  token: string | undefined;
  language: string | undefined;
  timeoutMs: number;
  retries: number;
  fetch: (url: string, init: RequestInit) => Promise<Response>;
};

/** Everything that can be said of a call, whatever its operation. */
export type AnyOptions = CallOptions & { dryRun?: boolean | undefined; idempotencyKey?: string | undefined };

/** A call as HTTP, and whether sending it twice acts no more than sending it once. */
export type Request = { url: string; init: RequestInit; repeatable: boolean };

/** A call as HTTP. Throws a TypeError when a field of the path is missing. */
export function requestOf(
  connection: Connection,
  facts: OperationFacts,
  { input, options }: { input: Record<string, unknown>; options: AnyOptions },
): Request {
  const { path, rest } = pathWith(facts.path, input);
  const inQuery = (name: string) => facts.method === 'GET' || (facts.query ?? []).includes(name);
  const fields = Object.entries(rest);
  const dryRun = options.dryRun === true;
  const key = facts.idempotent && !dryRun ? (options.idempotencyKey ?? newKey()) : undefined;
  const url = new URL(path, connection.url);
  url.search = queryOf([...fields.filter(([name]) => inQuery(name)), ...(dryRun ? [['dry_run', true] as const] : [])]);
  return {
    url: url.href,
    init: {
      method: facts.method,
      headers: headersOf(connection, facts.method, key),
      // A token must reach nobody else, and a POST must not become a GET on the way.
      redirect: 'error',
      credentials: connection.token === undefined ? 'same-origin' : 'omit',
      ...(facts.method === 'GET'
        ? {}
        : { body: JSON.stringify(Object.fromEntries(fields.filter(([name]) => !inQuery(name)))) }),
    },
    repeatable: facts.method === 'GET' || dryRun || key !== undefined,
  };
}

function pathWith(pattern: string, input: Record<string, unknown>) {
  const rest = { ...input };
  const path = pattern.replaceAll(/:(\w+)/g, (_, name: string) => {
    const value = rest[name];
    delete rest[name];
    if (typeof value !== 'string' || value === '') throw new TypeError(`${name} is missing: it is part of the address`);
    return encodeURIComponent(value);
  });
  return { path, rest };
}

/** A list stands as one parameter for each of its values; what is undefined is left out. */
function queryOf(fields: (readonly [string, unknown])[]): string {
  const query = new URLSearchParams();
  for (const [name, value] of fields) {
    for (const one of Array.isArray(value) ? value : [value]) if (one !== undefined) query.append(name, String(one));
  }
  return query.toString();
}

function headersOf({ url, token, language }: Connection, method: string, key: string | undefined) {
  return {
    accept: 'application/json',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(language === undefined ? {} : { 'accept-language': language }),
    ...(method === 'GET' ? {} : { 'content-type': 'application/json' }),
    // Calls without a token must come from Latchkey's own address; a browser sets this header itself and lets nobody else.
    ...(method === 'GET' || token !== undefined ? {} : { origin: url.origin }),
    ...(key === undefined ? {} : { 'idempotency-key': key }),
  };
}

/** Unlike any other key of this caller; it guards no secret. Node 18 and pages without TLS have no `randomUUID`. */
function newKey(): string {
  const { crypto } = globalThis as { crypto?: { randomUUID?(): string } };
  return crypto?.randomUUID?.() ?? Array.from({ length: 4 }, () => Math.random().toString(36).slice(2)).join('-');
}
