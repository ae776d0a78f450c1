import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { choose, extentOf, nothingSelected, type Selected } from './selection.ts';

/** The chosen rows of a table. Acts on many read `ids`; `clear` after them. */
export type Selection = {
  ids: ReadonlySet<string>;
  extent: 'none' | 'some' | 'all';
  toggle: (id: string) => void;
  /** From the last row touched to this one. */
  extend: (id: string) => void;
  selectAll: () => void;
  clear: () => void;
};

/** Holds which rows are chosen; rows that leave the list leave the selection. Pass the ids in the order of the screen. */
export function useSelection(order: readonly string[]): Selection {
  const [selected, setSelected] = useState<Selected>(nothingSelected);
  const latest = useRef(order);
  useEffect(() => {
    latest.current = order;
    setSelected((before) => choose(before, { act: 'keep', order }));
  }, [order]);
  const toggle = useCallback((id: string) => setSelected((before) => choose(before, { act: 'toggle', id })), []);
  const extend = useCallback(
    (id: string) => setSelected((before) => choose(before, { act: 'range', id, order: latest.current })),
    [],
  );
  const selectAll = useCallback(
    () => setSelected((before) => choose(before, { act: 'all', order: latest.current })),
    [],
  );
  const clear = useCallback(() => setSelected(nothingSelected), []);
  return useMemo(
    () => ({ ids: selected.ids, extent: extentOf(selected, order), toggle, extend, selectAll, clear }),
    [selected, order, toggle, extend, selectAll, clear],
  );
}
