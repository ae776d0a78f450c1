import { Hidden } from './Layout.tsx';
import { SelectBox } from './SelectBox.tsx';
import { useSay } from './sentence.ts';
import type { Column } from './Table.tsx';
import css from './Table.module.css';
import type { Selection } from './use-selection.ts';

type HeadProps<Row> = { columns: readonly Column<Row>[]; selection: Selection | undefined; hasMenu: boolean };

/** The sticky head of a table, with the box that chooses all rows. */
export function TableHead<Row>({ columns, selection, hasMenu }: HeadProps<Row>) {
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
        {columns.map(({ key, head, width, wideOnly }) => (
          <th key={key} scope="col" className={css.headCell} data-width={width} data-wide-only={wideOnly || undefined}>
            {head}
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
