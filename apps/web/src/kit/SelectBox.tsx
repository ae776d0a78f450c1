import { useEffect, useRef, type KeyboardEvent } from 'react';
import css from './Table.module.css';
import type { Selecting } from './use-selection.ts';

type BoxProps = {
  label: string;
  state: 'none' | 'some' | 'all';
  selecting: Selecting;
  onPick: (isExtending: boolean) => void;
};

/** A box that chooses rows. Up and down go to the neighbours' boxes, with shift they take them along; Ctrl-A takes all, Escape none. */
export function SelectBox({ label, state, selecting, onPick }: BoxProps) {
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (box.current) box.current.indeterminate = state === 'some';
  }, [state]);
  return (
    <input
      ref={box}
      type="checkbox"
      className={css.box}
      aria-label={label}
      checked={state === 'all'}
      onChange={ignore}
      onClick={(event) => onPick(event.shiftKey)}
      onKeyDown={(event) => onBoxKey(event, selecting)}
    />
  );
}

// The click decides, because only it knows whether shift was held; React wants a change handler beside `checked`.
function ignore() {}

function onBoxKey(event: KeyboardEvent<HTMLInputElement>, selecting: Selecting) {
  if (event.key === 'Escape') selecting.clear();
  else if (event.key === 'a' && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    selecting.selectAll();
  } else if (event.key === 'ArrowDown') goTo(event, (row) => row.nextElementSibling);
  else if (event.key === 'ArrowUp') goTo(event, (row) => row.previousElementSibling);
}

function goTo(event: KeyboardEvent<HTMLInputElement>, neighbour: (row: Element) => Element | null) {
  const row = event.currentTarget.closest('tbody tr');
  const box = row && neighbour(row)?.querySelector<HTMLInputElement>('input[type="checkbox"]');
  if (!box) return;
  event.preventDefault();
  box.focus();
  if (event.shiftKey) box.click();
}
