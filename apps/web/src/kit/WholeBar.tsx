import { useState } from 'react';
import { BulkBar } from './BulkBar.tsx';
import { Button } from './Button.tsx';
import type { MenuEntry } from './MenuEntries.tsx';
import type { List } from './query.ts';
import { useSay } from './sentence.ts';
import type { Selection } from './use-selection.ts';

type Total = NonNullable<List<unknown>['total']>;
type WholeProps = {
  selection: Selection;
  list: Pick<List<unknown>, 'total' | 'hasMore'>;
  /** What all that match are, as text: with another one, all of the former are not meant any more. */
  whole: string;
  /** What can be done with the chosen rows. */
  acts: readonly MenuEntry[];
  /** What can be done with all that match, most of which are not on the screen. */
  actsOnWhole: (total: Total) => readonly MenuEntry[];
};

/** What can be done with the chosen rows; once all on the screen are chosen and there are more, also with all that match. */
export function WholeBar({ selection, list, whole, acts, actsOnWhole }: WholeProps) {
  const say = useSay();
  // A row that is taken out of the selection ends it.
  const [allOf, setAllOf] = useState<string>();
  const { total } = list;
  const mayHaveAll = selection.extent === 'all' && list.hasMore && total !== undefined;
  if (!mayHaveAll) return <BulkBar selection={selection} acts={acts} />;
  const count = { count: total.count };
  if (allOf === whole) {
    const said = say(total.more ? 'batch.selected-more' : 'batch.selected', count);
    return <BulkBar selection={selection} said={said} acts={actsOnWhole(total)} />;
  }
  return (
    <BulkBar
      selection={selection}
      more={
        <Button small onClick={() => setAllOf(whole)}>
          {say(total.more ? 'batch.select-more' : 'batch.select', count)}
        </Button>
      }
      acts={acts}
    />
  );
}
