import { useEffect, useState, useSyncExternalStore } from 'react';

let open: readonly symbol[] = [];
const watchers = new Set<() => void>();

/** Whether a dialog is the one on top of those that are open; the last one that opened is. */
export function useIsOnTop(): boolean {
  const [dialog] = useState(() => Symbol());
  useEffect(() => {
    change([...open, dialog]);
    return () => change(open.filter((one) => one !== dialog));
  }, [dialog]);
  return useSyncExternalStore(watch, () => open.at(-1) === dialog);
}

function change(to: readonly symbol[]): void {
  open = to;
  for (const watcher of watchers) watcher();
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}
