/** How a call failed: the status and what Retry-After said, or no status when no answer came. */
export type Failure = { status: number | undefined; retryAfter: string | null };

/** Nobody waits longer than this in silence: then the refusal itself says when to come back. */
const LONGEST_MS = 60_000;
const FIRST_MS = 500;
/** The server or a proxy in front of it is busy, starting or away for a moment. */
const PASSING = new Set<number | undefined>([502, 503, 504, undefined]);

/**
 * How long to wait before a call that failed is worth another try, in milliseconds, or nothing when it is not. What Retry-After says
 * in seconds (RFC 9110) counts; without it a passing failure doubles the pause with every try, and `random` (0 to 1) spreads the
 * callers that failed together.
 */
export function pauseMs({ status, retryAfter }: Failure, triesMade: number, random: number): number | undefined {
  if (status !== 429 && !PASSING.has(status)) return undefined;
  const asked = /^\d+$/.test(retryAfter ?? '') ? Number(retryAfter) * 1000 : undefined;
  if (asked !== undefined) return asked <= LONGEST_MS ? asked : undefined;
  if (status === 429) return undefined;
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** (triesMade - 1) * (1 + random / 2));
}

/** Waits so many milliseconds; rejects with the signal's reason as soon as it is given up. */
export function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    if (signal?.aborted) stop();
    else signal?.addEventListener('abort', stop, { once: true });
  });
}
