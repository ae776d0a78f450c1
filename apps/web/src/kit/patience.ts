import { useCallback, useRef } from 'react';

const PACES = [
  { within: 10_000, every: 1500 },
  { within: 60_000, every: 3000 },
] as const;
const SLOW_MS = 20_000;

/** How long to wait, in milliseconds, before looking again at something that has been under way for so long: often at first, rarely later. */
export function lookAgainAfter(underWayMs: number): number {
  return PACES.find(({ within }) => underWayMs < within)?.every ?? SLOW_MS;
}

/**
 * For what changes behind the scenes without telling: gives when to look again, or false when nothing is under way. `what` names what
 * is under way; another name starts anew. Looking at several pages at once is done as much more rarely.
 */
export function usePatience(): (what: string | undefined, pages?: number) => number | false {
  const seen = useRef({ what: '', at: 0 });
  return useCallback((what, pages = 1) => {
    if (what === undefined) return false;
    if (seen.current.what !== what) seen.current = { what, at: Date.now() };
    return lookAgainAfter(Date.now() - seen.current.at) * pages;
  }, []);
}
