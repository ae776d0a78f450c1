import { useEffect, useMemo, useRef, useState } from 'react';
import { choose, extentOf, nothingSelected, type Selected } from './selection.ts';

/** How rows are chosen; the functions stay the same for as long as the table stands. */
export type Selecting = {
  toggle: (id: string) => void;
  /** From the last row touched to this one. */
  extend: (id: string) => void;
  selectAll: () => void;
  clear: () => void;
};

/** The chosen rows of a table. Acts on many read `ids`; `clear` after them. */
export type Selection = Selecting & {
  ids: ReadonlySet<string>;
  extent: 'none' | 'some' | 'all';
  selecting: Selecting;
};

/** Holds which rows are chosen; rows that leave the list leave the selection. Pass the ids in the order of the screen. */
export function useSelection(order: readonly string[]): Selection {
  const [chosen, setChosen] = useState<Selected>(nothingSelected);
  const latest = useRef(order);
  useEffect(() => {
    latest.current = order;
  }, [order]);
  const selecting = useMemo<Selecting>(
    () => ({
      toggle: (id) => setChosen((before) => choose(before, { act: 'toggle', id })),
      extend: (id) => setChosen((before) => choose(before, { act: 'range', id, order: latest.current })),
      selectAll: () => setChosen((before) => choose(before, { act: 'all', order: latest.current })),
      clear: () => setChosen(nothingSelected),
    }),
    [],
  );
  return useMemo(() => {
    const selected = choose(chosen, { act: 'keep', order });
    return { ...selecting, selecting, ids: selected.ids, extent: extentOf(selected, order) };
  }, [chosen, order, selecting]);
}
