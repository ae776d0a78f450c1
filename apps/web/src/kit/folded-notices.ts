import { useSyncExternalStore } from 'react';
import { foldedIn, toRemember, type Posted } from './notices.ts';
import { recall, remember } from './storage.ts';

// For the whole page, so that going elsewhere brings nothing back.
let folded = foldedIn(recall('latchkey.notices'));
const listeners = new Set<() => void>();

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** The notices that were folded away in this browser, by id. */
export function useFolded(): ReadonlySet<string> {
  return useSyncExternalStore(subscribe, () => folded);
}

/** Folds a notice away; `present` are all there are, the others are forgotten. */
export function fold(id: string, present: readonly Posted[]): void {
  folded = new Set([...folded, id]);
  remember('latchkey.notices', toRemember(present, folded));
  for (const listener of listeners) listener();
}
