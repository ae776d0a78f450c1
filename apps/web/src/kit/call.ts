import type { Operation, Reply } from '@latchkey/contract/operation';
import type { Refusal } from '@latchkey/domain/refusal';
import { refusalIn, requestOf, type Given } from './request.ts';

/** A rule said no: the refusal carries its code and its facts. */
export class RefusedError extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.code);
    this.name = 'RefusedError';
    this.refusal = refusal;
  }
}

/** The server could not be reached, or something between answered in its place: trying again may help. */
class UnreachableError extends Error {
  constructor(cause: unknown) {
    super('unreachable', { cause });
    this.name = 'UnreachableError';
  }
}

/**
 * Calls an operation of the contract on this origin and gives its reply.
 * Throws RefusedError when a rule says no and UnreachableError when no answer of ours came back.
 */
export async function call<O extends Operation>(
  operation: O,
  given: Given<O>,
  signal?: AbortSignal,
): Promise<Reply<O>> {
  const request = requestOf(operation, given);
  const { status, answer } = await exchange(request.url, {
    method: request.method,
    headers: request.headers,
    credentials: 'same-origin',
    cache: 'no-store',
    ...(request.body === undefined ? {} : { body: request.body }),
    ...(signal === undefined ? {} : { signal }),
  });
  // Replies are parsed by the server on the way out, so a field the contract does not name never gets here.
  if (status < 300) return answer as Reply<O>;
  const refusal = refusalIn(answer);
  if (refusal !== undefined) throw new RefusedError(refusal);
  throw new UnreachableError(status);
}

async function exchange(url: string, init: RequestInit): Promise<{ status: number; answer: unknown }> {
  try {
    const response = await fetch(url, init);
    return { status: response.status, answer: await response.json() };
  } catch (cause) {
    if (init.signal?.aborted) throw cause;
    throw new UnreachableError(cause);
  }
}
