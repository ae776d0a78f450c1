import { lazy, Suspense, useCallback, useMemo, useRef, useState, type ReactNode } from 'react';
import { Button } from './Button.tsx';
import type { MenuEntry } from './Menu.tsx';
import type { OpenMenu } from './RowMenu.tsx';
import { useSay } from './sentence.ts';
import css from './Table.module.css';
import { TableHead } from './TableHead.tsx';
import { TableRow } from './TableRow.tsx';
import type { Selection } from './use-selection.ts';
import { useWindowedRows } from './windowed-rows.ts';

const RowMenu = lazy(async () => ({ default: (await import('./RowMenu.tsx')).RowMenu }));

/** A column. Keep the array outside the component or in useMemo: rows are drawn again only when it changes. */
export type Column<Row> = {
  key: string;
  head: string;
  cell: (row: Row) => ReactNode;
  /** `grow` takes the room that is left; `fit` is as wide as its content. */
  width?: 'grow' | 'fit';
  /** Left out where the screen is as narrow as a phone. */
  wideOnly?: boolean;
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
  /** What stands where there are no rows. */
  empty: ReactNode;
  hasMore?: boolean;
  isLoadingMore?: boolean;
  onMore?: () => void;
};

/** A list of rows: sticky head, bulk selection by mouse and keyboard, one row menu, pages that follow one another. */
export function Table<Row>(props: TableProps<Row>) {
  const { columns, rows, idOf, nameOf, selection, isPending = false } = props;
  const [menu, setMenu] = useState<OpenMenu<Row>>();
  const body = useRef<HTMLTableSectionElement>(null);
  const { visible, above, below } = useWindowedRows(rows.length, body);
  const openMenu = useCallback((row: Row, at: HTMLElement) => setMenu({ row, at }), []);
  const menuId = useMemo(() => (menu === undefined ? undefined : idOf(menu.row)), [menu, idOf]);
  const span = columns.length + (selection ? 1 : 0) + (props.menuOf ? 1 : 0);

  if (!isPending && rows.length === 0) return <div className={css.frame}>{props.empty}</div>;
  return (
    <div className={css.frame}>
      <table className={css.table} aria-label={props.label} aria-busy={isPending} aria-rowcount={rows.length + 1}>
        <TableHead columns={columns} selection={selection} hasMenu={props.menuOf !== undefined} />
        <tbody ref={body}>
          {isPending ? <SkeletonRows span={span} /> : <Spacer height={above} span={span} />}
          {visible.map((index) => {
            const row = rows[index];
            if (row === undefined) return null;
            const id = idOf(row);
            return (
              <TableRow
                key={id}
                {...{ row, id, index, columns, nameOf }}
                isSelected={selection?.ids.has(id) ?? false}
                selecting={selection?.selecting}
                isMenuOpen={menuId === id}
                onMenu={props.menuOf === undefined ? undefined : openMenu}
              />
            );
          })}
          <Spacer height={below} span={span} />
        </tbody>
      </table>
      <MoreRows {...props} />
      {menu === undefined || props.menuOf === undefined ? null : (
        <Suspense fallback={null}>
          <RowMenu open={menu} entries={props.menuOf(menu.row)} onClose={() => setMenu(undefined)} />
        </Suspense>
      )}
    </div>
  );
}

function Spacer({ height, span }: { height: number; span: number }) {
  if (height <= 0) return null;
  return (
    <tr aria-hidden="true">
      <td colSpan={span} style={{ height, padding: 0, border: 0 }} />
    </tr>
  );
}

function SkeletonRows({ span }: { span: number }) {
  return Array.from({ length: 8 }, (_, row) => (
    <tr key={row} className={css.row} aria-hidden="true">
      <td className={css.cell} colSpan={span}>
        <span className={css.skeleton} />
      </td>
    </tr>
  ));
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
