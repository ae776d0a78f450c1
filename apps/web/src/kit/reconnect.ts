const FIRST_MS = 1000;
const LONGEST_MS = 30_000;

/**
 * How long to wait before the socket is tried again, in ms: doubled with each failure up to half a minute,
 * and spread over the upper half of it so that a restarted server is not met by everybody at once. `random` is 0 to 1.
 */
export function delayOf(failures: number, random: number): number {
  const longest = Math.min(LONGEST_MS, FIRST_MS * 2 ** failures);
  return Math.round(longest / 2 + (longest / 2) * random);
}

/** The noun that changed, in a message of the news socket; nothing in what is not one. */
export function changeIn(message: unknown): string | undefined {
  if (typeof message !== 'string') return undefined;
  try {
    const news: unknown = JSON.parse(message);
    if (typeof news !== 'object' || news === null || !('changed' in news)) return undefined;
    return typeof news.changed === 'string' ? news.changed : undefined;
  } catch {
    return undefined;
  }
}
