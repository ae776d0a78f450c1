import { isProblem, LatchkeyRefusal, LatchkeyUnreachable } from './failure.ts';
import type { Operations } from './operations.generated.ts';
import { pause, pauseMs } from './pause.ts';
import type { Connection, Request } from './request.ts';

/** What came back: a body that was read as JSON where it is JSON. */
type Answer = { status: number; retryAfter: string | null; body: unknown };

/** How one call may be ended and by whom it is. */
export type Sending = { id: keyof Operations; signal: AbortSignal | undefined; timeoutMs: number };

/**
 * Sends a call and gives its reply. Repeatable calls are tried again while the failure is one that passes.
 * @throws LatchkeyRefusal when Latchkey says no, LatchkeyUnreachable when it does not answer, the signal's reason when given up
 */
export async function send(connection: Connection, request: Request, sending: Sending): Promise<unknown> {
  const tries = request.repeatable ? connection.retries + 1 : 1;
  for (let made = 1; ; made++) {
    const outcome = await attempt(connection, request, sending);
    if (!(outcome instanceof Error) && outcome.status === 200) return outcome.body;
    const failure = outcome instanceof Error ? { status: undefined, retryAfter: null } : outcome;
    const waitMs = made < tries ? pauseMs(failure, made, Math.random()) : undefined;
    if (waitMs === undefined) throw errorOf(outcome, sending.id, connection.url);
    await pause(waitMs, sending.signal);
  }
}

/** One request and its answer, or that none came. Throws only the signal's reason. */
async function attempt(
  connection: Connection,
  { url, init }: Request,
  { signal, timeoutMs }: Sending,
): Promise<Answer | LatchkeyUnreachable> {
  signal?.throwIfAborted();
  const stop = new AbortController();
  const giveUp = () => stop.abort(signal?.reason);
  const timer = setTimeout(() => stop.abort(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
  signal?.addEventListener('abort', giveUp, { once: true });
  try {
    const response = await connection.fetch(url, { ...init, signal: stop.signal });
    const body = parsed(await response.text());
    return { status: response.status, retryAfter: response.headers.get('retry-after'), body };
  } catch (cause) {
    signal?.throwIfAborted();
    return new LatchkeyUnreachable(`${connection.url.origin} did not answer`, { cause });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', giveUp);
  }
}

function errorOf(outcome: Answer | LatchkeyUnreachable, id: keyof Operations, url: URL): Error {
  if (outcome instanceof Error) return outcome;
  if (isProblem(outcome.body)) return new LatchkeyRefusal(id, outcome.body);
  return new LatchkeyUnreachable(`${url.origin} answered ${outcome.status}, and not as Latchkey does`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
