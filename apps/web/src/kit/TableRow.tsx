import { memo, type MouseEvent } from 'react';
import { Icon } from './Icon.tsx';
import { useSay } from './sentence.ts';
import type { Column } from './Table.tsx';
import css from './Table.module.css';
import { SelectBox } from './SelectBox.tsx';
import type { Selecting } from './use-selection.ts';

type RowProps<Row> = {
  row: Row;
  id: string;
  index: number;
  columns: readonly Column<Row>[];
  nameOf: (row: Row) => string;
  isSelected: boolean;
  isMenuOpen: boolean;
  selecting: Selecting | undefined;
  onMenu: ((row: Row, at: HTMLElement) => void) | undefined;
};

function PlainRow<Row>(props: RowProps<Row>) {
  const { row, id, index, columns, nameOf, isSelected, isMenuOpen, selecting, onMenu } = props;
  const say = useSay();
  const name = nameOf(row);
  return (
    <tr className={css.row} data-selected={isSelected || undefined} aria-rowindex={index + 2}>
      {selecting === undefined ? null : (
        <td className={css.tick}>
          <SelectBox
            label={say('kit.table.select', { name })}
            state={isSelected ? 'all' : 'none'}
            selecting={selecting}
            onPick={(isExtending) => (isExtending ? selecting.extend(id) : selecting.toggle(id))}
          />
        </td>
      )}
      {columns.map(({ key, cell, width, wideOnly }) => (
        <td key={key} className={css.cell} data-width={width} data-wide-only={wideOnly || undefined}>
          {cell(row)}
        </td>
      ))}
      {onMenu === undefined ? null : (
        <td className={css.act}>
          <button
            type="button"
            className={css.menuButton}
            aria-label={say('kit.table.menu', { name })}
            aria-haspopup="menu"
            aria-expanded={isMenuOpen}
            onClick={(event: MouseEvent<HTMLButtonElement>) => onMenu(row, event.currentTarget)}
          >
            <Icon name="more" size={18} />
          </button>
        </td>
      )}
    </tr>
  );
}

/** A row that is drawn again only when it itself changes. */
export const TableRow = memo(PlainRow) as typeof PlainRow;
