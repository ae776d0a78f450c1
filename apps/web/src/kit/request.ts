import { pathOf, type BodyInput, type Operation } from '@latchkey/contract/operation';
import type { Refusal } from '@latchkey/domain/refusal';
import type * as z from 'zod';

type InScope<O extends Operation> = O extends { scope: 'account' } ? { accountId: string } : { accountId?: undefined };
type InParams<O extends Operation> = O extends { params: infer P extends z.ZodType }
  ? { params: z.input<P> }
  : { params?: undefined };
type InQuery<O extends Operation> = O extends { query: infer Q extends z.ZodType }
  ? { query?: z.input<Q> }
  : { query?: undefined };
type InBody<O extends Operation> = O extends { body: z.ZodType } ? { body: BodyInput<O> } : { body?: undefined };

/** What an operation is called with, as the contract types it. */
export type Given<O extends Operation> = InScope<O> &
  InParams<O> &
  InQuery<O> &
  InBody<O> & { dryRun?: boolean; idempotencyKey?: string };

/** The same without the account, which the hooks take from the address of the page. */
export type GivenHere<O extends Operation> = Omit<Given<O>, 'accountId'>;

type QueryValue = string | number | boolean | undefined;

/** What an operation is called with when nobody looks at its types any more. */
export type AnyGiven = {
  accountId?: string | undefined;
  params?: Record<string, unknown> | undefined;
  query?: Record<string, QueryValue | readonly QueryValue[]> | undefined;
  body?: unknown;
  dryRun?: boolean | undefined;
  idempotencyKey?: string | undefined;
};

export type Request = {
  url: string;
  method: 'GET' | 'POST';
  headers: Record<string, string>;
  body: string | undefined;
};

/** The same-origin HTTP request that calls an operation. */
export function requestOf(operation: Pick<Operation, 'scope' | 'path' | 'method'>, given: AnyGiven): Request {
  const values: Record<string, unknown> = { ...given.params, account_id: given.accountId };
  const path = pathOf(operation)
    .replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(values[name])))
    .replace(/(.)\/$/, '$1');
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(given.query ?? {})) {
    // A list stands as one parameter for each of its values.
    for (const one of [value].flat()) if (one !== undefined) query.append(name, String(one));
  }
  if (given.dryRun) query.set('dry_run', 'true');
  const headers: Record<string, string> = { accept: 'application/json, application/problem+json' };
  if (operation.method === 'POST') headers['content-type'] = 'application/json';
  if (given.idempotencyKey !== undefined) headers['idempotency-key'] = given.idempotencyKey;
  return {
    url: query.size > 0 ? `${path}?${query}` : path,
    method: operation.method,
    headers,
    body: operation.method === 'POST' ? JSON.stringify(given.body ?? {}) : undefined,
  };
}

/** The refusal in an RFC 9457 problem, or nothing when the answer is not one of ours. */
export function refusalIn(answer: unknown): Refusal | undefined {
  if (typeof answer !== 'object' || answer === null || !('code' in answer) || typeof answer.code !== 'string') return;
  const facts = Object.entries(answer).filter(
    ([name]) => !['type', 'title', 'status', 'detail', 'instance'].includes(name),
  );
  // The server's union is closed and its answers are checked on the way out; a newer server's code is shown as it can be.
  return Object.fromEntries(facts) as Refusal;
}
