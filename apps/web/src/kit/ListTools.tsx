import type { ReactNode } from 'react';
import css from './ListTools.module.css';
import { SearchField } from './SearchField.tsx';

type ToolsProps = {
  /** What the search looks through: "Search computers". */
  label: string;
  search: string;
  onSearch: (text: string) => void;
  /** How many there are. */
  count: string;
  /** The filters. */
  children: ReactNode;
};

/** Above a list: what is looked for and shown, and how many that are. */
export function ListTools({ label, search, onSearch, count, children }: ToolsProps) {
  return (
    <div className={css.tools}>
      <div className={css.search}>
        <SearchField label={label} value={search} onChange={onSearch} />
      </div>
      {children}
      <span className={css.count} role="status">
        {count}
      </span>
    </div>
  );
}
