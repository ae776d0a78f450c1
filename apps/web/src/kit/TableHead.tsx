import { Hidden } from './Layout.tsx';
import type { Sort } from './list-state.ts';
import { SelectBox } from './SelectBox.tsx';
import { useSay } from './sentence.ts';
import { ariaSortOf, SortHead } from './SortHead.tsx';
import type { Column } from './Table.tsx';
import css from './Table.module.css';
import type { Selection } from './use-selection.ts';

type HeadProps<Row> = {
  columns: readonly Column<Row>[];
  selection: Selection | undefined;
  hasMenu: boolean;
  sort?: Sort | undefined;
  onSort?: ((by: string) => void) | undefined;
};

/** The sticky head of a table, with the box that chooses all rows. */
export function TableHead<Row>({ columns, selection, hasMenu, sort, onSort }: HeadProps<Row>) {
  const say = useSay();
  return (
    <thead className={css.head}>
      <tr>
        {selection === undefined ? null : (
          <th className={css.tick} scope="col">
            <SelectBox
              label={say('kit.table.select-all')}
              state={selection.extent}
              selecting={selection.selecting}
              onPick={() => (selection.extent === 'all' ? selection.clear() : selection.selectAll())}
            />
          </th>
        )}
        {columns.map(({ key, head, width, wideOnly, sort: by }) => (
          <th
            key={key}
            scope="col"
            className={css.headCell}
            data-width={width}
            data-wide-only={wideOnly || undefined}
            aria-sort={by === undefined ? undefined : ariaSortOf(sort, by)}
          >
            {by === undefined || onSort === undefined ? head : <SortHead {...{ sort, by, onSort }}>{head}</SortHead>}
          </th>
        ))}
        {hasMenu ? (
          <th scope="col" className={css.act}>
            <Hidden>{say('kit.table.acts')}</Hidden>
          </th>
        ) : null}
      </tr>
    </thead>
  );
}
