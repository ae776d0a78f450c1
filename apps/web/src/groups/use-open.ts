import { useCallback, useState } from 'react';
import { openAtFirst, type Group } from './tree.ts';

/** What is open in the tree of each account while this page lives: Back finds it as it was left (N1). */
const left = new Map<string, ReadonlySet<string>>();

/** Which groups of the tree are open, and how to open and close them. */
export function useOpen(accountId: string, groups: readonly Group[]) {
  const [chosen, setChosen] = useState(left.get(accountId));
  const open = chosen ?? openAtFirst(groups);
  const set = useCallback(
    (to: ReadonlySet<string>) => {
      left.set(accountId, to);
      setChosen(to);
    },
    [accountId],
  );
  const toggle = (id: string) => {
    const to = new Set(open);
    if (!to.delete(id)) to.add(id);
    set(to);
  };
  return { open, set, toggle, show: (id: string) => set(new Set([...open, id])) };
}
