import type { ReactNode } from 'react';
import { Icon } from './Icon.tsx';
import type { Sort } from './list-state.ts';
import css from './Table.module.css';

type SortHeadProps = {
  /** The order of the list now. */
  sort: Sort | undefined;
  by: string;
  onSort: (by: string) => void;
  children: ReactNode;
};

/** What assistive technology is told of a column's order. */
export function ariaSortOf(sort: Sort | undefined, by: string): 'ascending' | 'descending' | 'none' {
  if (sort?.by !== by) return 'none';
  return sort.descending ? 'descending' : 'ascending';
}

/** The head of a column by which the list can be ordered; its cell has `aria-sort`. */
export function SortHead({ sort, by, onSort, children }: SortHeadProps) {
  const order = ariaSortOf(sort, by);
  return (
    <button type="button" className={css.sort} data-order={order} onClick={() => onSort(by)}>
      {children}
      <Icon name={order === 'none' ? 'both' : order === 'ascending' ? 'up' : 'down'} size={14} />
    </button>
  );
}
