/** The most keys that are ever borrowed of a keyboard; one has some twenty that make nothing. */
export const MOST_BORROWED = 32;
/** A symbol is not taken off a key before programs had the time to see what the key made. */
export const RESTS_MS = 500;

type Use = { keysym: number; at: number };
/** A key that was borrowed: the symbol that it makes without Shift, and the one with it. */
type Borrowed = { keycode: number; uses: [Use | undefined, Use | undefined] };

/** Which keys are borrowed, and for which symbols. A value: keep the newest one. */
export type SpareKeys = readonly Borrowed[];

/** Where a symbol is to go; `at` is when it may, which is later where another symbol has to leave. */
export type Place = { keycode: number; at: number };

/**
 * The place for another symbol on this level: an empty one on a borrowed key, a key that nobody has borrowed, or the symbol that was
 * not used for the longest time leaves. Nothing where the keyboard has no key to spare.
 */
export function placeFor(borrowed: SpareKeys, spare: readonly number[], level: 0 | 1): Place | undefined {
  const empty = borrowed.find(({ uses }) => uses[level] === undefined);
  if (empty) return { keycode: empty.keycode, at: 0 };
  const fresh = spare.find((keycode) => !borrowed.some((one) => one.keycode === keycode));
  if (fresh !== undefined && borrowed.length < MOST_BORROWED) return { keycode: fresh, at: 0 };
  const [oldest] = borrowed.toSorted((a, b) => lastUse(a, level) - lastUse(b, level));
  return oldest && { keycode: oldest.keycode, at: lastUse(oldest, level) + RESTS_MS };
}

/** With a symbol put on a key. */
export function borrow(borrowed: SpareKeys, keycode: number, level: 0 | 1, use: Use): SpareKeys {
  const before = borrowed.find((one) => one.keycode === keycode) ?? { keycode, uses: [undefined, undefined] };
  const uses: Borrowed['uses'] = level === 0 ? [use, before.uses[1]] : [before.uses[0], use];
  return [...borrowed.filter((one) => one.keycode !== keycode), { keycode, uses }];
}

/** With a symbol used again, if the key that makes it is one of these. */
export function used(borrowed: SpareKeys, keycode: number, keysym: number, at: number): SpareKeys {
  return borrowed.map((one) => {
    if (one.keycode !== keycode) return one;
    const [low, high] = one.uses.map((use) => (use?.keysym === keysym ? { keysym, at } : use));
    return { keycode, uses: [low, high] };
  });
}

/** What such a key makes, by level. */
export function symbolsFor(borrowed: SpareKeys, keycode: number): readonly number[] {
  const uses = borrowed.find((one) => one.keycode === keycode)?.uses ?? [];
  return uses.map((use) => use?.keysym ?? 0);
}

/** Those that still are as they were made: whoever chose another layout has taken back the others. */
export function stillBorrowed(borrowed: SpareKeys, symbolsNow: (keycode: number) => readonly number[]): SpareKeys {
  return borrowed.filter(({ keycode }) => String(symbolsNow(keycode)) === String(symbolsFor(borrowed, keycode)));
}

function lastUse({ uses }: Borrowed, level: 0 | 1): number {
  return uses[level]?.at ?? 0;
}
