import type { ReactNode } from 'react';
import { Button } from './Button.tsx';
import { useSay } from './sentence.ts';
import { useShortcut } from './shortcut.ts';
import css from './Table.module.css';
import type { Selection } from './use-selection.ts';

/** What may be done with the chosen rows; stands above the table while any are chosen, its place is kept so that nothing jumps. */
export function BulkBar({
  selection,
  idle,
  said,
  children,
}: {
  selection: Selection;
  idle?: ReactNode;
  /** What is chosen, where that is more than the rows on the screen. */
  said?: string | undefined;
  children: ReactNode;
}) {
  const say = useSay();
  const count = selection.ids.size;
  useShortcut('Escape', selection.clear);
  return (
    <div className={css.bulk} data-active={count > 0 || undefined}>
      <span role="status">{count > 0 ? <strong>{said ?? say('kit.table.selected', { count })}</strong> : idle}</span>
      {count > 0 ? (
        <>
          {children}
          <Button look="quiet" small onClick={selection.clear}>
            {say('kit.table.clear')}
          </Button>
        </>
      ) : null}
    </div>
  );
}
