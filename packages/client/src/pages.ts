import type { CallOptions } from './call.ts';

/**
 * Every page of a list, from `input.cursor` or the first on. Each is asked for when the one before has been taken, so a loop that
 * ends early asks no further. Rows that come or go meanwhile never make others appear twice or be left out.
 */
export async function* pages<I extends { cursor?: string | undefined }, P extends { next_cursor: string | null }>(
  list: (input: I, options?: CallOptions) => Promise<P>,
  input: I,
  options?: CallOptions,
): AsyncGenerator<P, void, undefined> {
  let at: I = input;
  for (;;) {
    const page = await list(at, options);
    yield page;
    if (page.next_cursor === null) return;
    at = { ...input, cursor: page.next_cursor };
  }
}
