import { lazy, Suspense, useCallback, useRef, useState, type ReactNode } from 'react';
import { Button } from './Button.tsx';
import type { Sort } from './list-state.ts';
import type { MenuEntry } from './MenuEntries.tsx';
import type { OpenMenu } from './RowMenu.tsx';
import { useSay } from './sentence.ts';
import css from './Table.module.css';
import { TableHead } from './TableHead.tsx';
import { TableRow } from './TableRow.tsx';
import type { Selection } from './use-selection.ts';

const WindowedRows = lazy(async () => ({ default: (await import('./WindowedRows.tsx')).WindowedRows }));
const RowMenu = lazy(async () => ({ default: (await import('./RowMenu.tsx')).RowMenu }));

/** A column. Keep the array outside the component or in useMemo: rows are drawn again only when it changes. */
export type Column<Row> = {
  key: string;
  head: string;
  cell: (row: Row) => ReactNode;
  /** `grow` takes the room that is left; `fit` is as wide as its content; `text` may wrap, but between words. */
  width?: 'grow' | 'fit' | 'text';
  /** Left out where the screen is as narrow as a phone. */
  wideOnly?: boolean;
  /** The name of the order by this column, where the list can be ordered by it. */
  sort?: string;
};

export type TableProps<Row> = {
  /** What the table lists, for who can't see it. */
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  /** Both stable functions: `id` of a row, and its name for "Select Anna". */
  idOf: (row: Row) => string;
  nameOf: (row: Row) => string;
  isPending?: boolean;
  selection?: Selection;
  /** The acts on one row; one menu is shared by all rows. */
  menuOf?: (row: Row) => readonly MenuEntry[];
  /** The order of the rows, and what happens when somebody presses the head of a column that has one. */
  sort?: Sort | undefined;
  onSort?: (by: string) => void;
  /** What stands where there are no rows. */
  empty: ReactNode;
  hasMore?: boolean;
  isLoadingMore?: boolean;
  onMore?: () => void;
};

/** Up to this many rows are simply all drawn, so that the browser's own search finds them. */
const ALL_BELOW = 200;

/** A list of rows: sticky head, bulk selection by mouse and keyboard, one row menu, pages that follow one another. */
export function Table<Row>(props: TableProps<Row>) {
  const { columns, rows, idOf, selection, isPending = false } = props;
  const [menu, setMenu] = useState<OpenMenu<Row>>();
  const openMenu = useCallback((row: Row, at: HTMLElement) => setMenu({ row, at }), []);
  const closeMenu = useCallback(() => setMenu(undefined), []);
  const span = columns.length + (selection ? 1 : 0) + (props.menuOf ? 1 : 0);

  if (!isPending && rows.length === 0) return <div className={css.frame}>{props.empty}</div>;
  return (
    <div className={css.frame}>
      <table className={css.table} aria-label={props.label} aria-busy={isPending} aria-rowcount={rows.length + 1}>
        <TableHead
          columns={columns}
          selection={selection}
          hasMenu={props.menuOf !== undefined}
          sort={props.sort}
          onSort={props.onSort}
        />
        {isPending ? (
          <SkeletonRows span={span} />
        ) : (
          <TableBody
            {...props}
            span={span}
            openId={menu === undefined ? undefined : idOf(menu.row)}
            onMenu={props.menuOf === undefined ? undefined : openMenu}
          />
        )}
      </table>
      <MoreRows {...props} />
      {menu === undefined || props.menuOf === undefined ? null : (
        <Suspense fallback={null}>
          <RowMenu open={menu} entries={props.menuOf(menu.row)} onClose={closeMenu} />
        </Suspense>
      )}
    </div>
  );
}

type BodyProps<Row> = TableProps<Row> & {
  span: number;
  openId: string | undefined;
  onMenu: ((row: Row, at: HTMLElement) => void) | undefined;
};

function TableBody<Row>({ rows, columns, idOf, nameOf, selection, span, openId, onMenu }: BodyProps<Row>) {
  const body = useRef<HTMLTableSectionElement>(null);
  const draw = (indexes: readonly number[]) =>
    indexes.map((index) => {
      const row = rows[index];
      if (row === undefined) return null;
      const id = idOf(row);
      return (
        <TableRow
          key={id}
          {...{ row, id, index, columns, nameOf, onMenu }}
          isSelected={selection?.ids.has(id) ?? false}
          selecting={selection?.selecting}
          isMenuOpen={openId === id}
        />
      );
    });
  const first = Array.from({ length: Math.min(rows.length, ALL_BELOW) }, (_, index) => index);
  return (
    <tbody ref={body}>
      {rows.length <= ALL_BELOW ? (
        draw(first)
      ) : (
        <Suspense fallback={draw(first)}>
          <WindowedRows count={rows.length} {...{ span, body, draw }} />
        </Suspense>
      )}
    </tbody>
  );
}

function SkeletonRows({ span }: { span: number }) {
  return (
    <tbody>
      {Array.from({ length: 8 }, (_, row) => (
        <tr key={row} className={css.row} aria-hidden="true">
          <td className={css.cell} colSpan={span}>
            <span className={css.skeleton} />
          </td>
        </tr>
      ))}
    </tbody>
  );
}

function MoreRows<Row>({ hasMore = false, isLoadingMore = false, onMore }: TableProps<Row>) {
  const say = useSay();
  if (!hasMore || onMore === undefined) return null;
  return (
    <div className={css.more}>
      <Button look="quiet" busy={isLoadingMore} onClick={onMore}>
        {say('kit.table.more')}
      </Button>
    </div>
  );
}
