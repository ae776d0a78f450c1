import { memo, type KeyboardEvent, type MouseEvent } from 'react';
import { Icon } from './Icon.tsx';
import { useSay } from './sentence.ts';
import type { Column } from './Table.tsx';
import css from './Table.module.css';

type RowProps<Row> = {
  row: Row;
  id: string;
  index: number;
  columns: readonly Column<Row>[];
  nameOf: (row: Row) => string;
  isSelected: boolean;
  isMenuOpen: boolean;
  onToggle: ((id: string) => void) | undefined;
  onExtend: ((id: string) => void) | undefined;
  onMenu: ((row: Row, at: HTMLElement) => void) | undefined;
};

function PlainRow<Row>(props: RowProps<Row>) {
  const { row, id, index, columns, nameOf, isSelected, isMenuOpen, onToggle, onExtend, onMenu } = props;
  const say = useSay();
  const name = nameOf(row);
  return (
    <tr className={css.row} data-selected={isSelected || undefined} aria-rowindex={index + 2}>
      {onToggle === undefined || onExtend === undefined ? null : (
        <td className={css.tick}>
          <input
            type="checkbox"
            className={css.box}
            aria-label={say('kit.table.select', { name })}
            checked={isSelected}
            onChange={ignore}
            onClick={(event) => (event.shiftKey ? onExtend(id) : onToggle(id))}
            onKeyDown={onBoxKey}
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

// The click decides, because only it knows whether shift was held; React wants a change handler beside `checked`.
function ignore() {}

/** Up and down go to the boxes of the neighbours, so that a long list can be chosen from without leaving the column. */
function onBoxKey(event: KeyboardEvent<HTMLInputElement>) {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const row = event.currentTarget.closest('tr');
  const next = event.key === 'ArrowDown' ? row?.nextElementSibling : row?.previousElementSibling;
  const box = next?.querySelector<HTMLInputElement>('input[type="checkbox"]');
  if (!box) return;
  event.preventDefault();
  box.focus();
  if (event.shiftKey) box.click();
}

/** A row that is drawn again only when it itself changes. */
export const TableRow = memo(PlainRow) as typeof PlainRow;
