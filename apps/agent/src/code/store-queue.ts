type Waiting = { settle: () => void; reject: (error: unknown) => void };

/** A value of which each next one becomes durable, in order. */
export type DurableQueue<S> = {
  /** The newest value; perhaps not durable yet. */
  now: () => S;
  /** Resolves once this value, or a later one, is durable. Rejects when it could not be written: then `now` is the last durable one again. */
  put: (next: S) => Promise<void>;
};

/**
 * Writes one value at a time; those that come meanwhile wait and go together in the next write, as the newest of them. When a write
 * fails, all that wait are rejected, since they were decided on a value that never was.
 */
export function durableQueue<S>(found: S, write: (before: S, next: S) => Promise<void>): DurableQueue<S> {
  let newest = found;
  let durable = found;
  let waiting: Waiting[] = [];
  let isWriting = false;

  const writeWaiting = async (): Promise<void> => {
    isWriting = true;
    // Whoever comes in the same turn comes along.
    await Promise.resolve();
    while (waiting.length > 0) {
      const batch = waiting;
      const next = newest;
      waiting = [];
      try {
        await write(durable, next);
        durable = next;
        for (const one of batch) one.settle();
      } catch (error) {
        const lost = [...batch, ...waiting];
        newest = durable;
        waiting = [];
        for (const one of lost) one.reject(error);
      }
    }
    isWriting = false;
  };
  const put = (next: S): Promise<void> =>
    new Promise((resolve, reject) => {
      newest = next;
      waiting.push({ settle: resolve, reject });
      if (!isWriting) void writeWaiting();
    });
  return { now: () => newest, put };
}
