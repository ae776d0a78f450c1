import { listAudit } from '@latchkey/contract/audit';
import { useMemo } from 'react';
import type { Entry } from '../kit/activity.ts';
import { Act, Actor, At, Origin } from '../kit/ActivityCells.tsx';
import { Stack } from '../kit/Layout.tsx';
import { useList } from '../kit/query.ts';
import { useSay } from '../kit/sentence.ts';
import { EmptyState, FailedState } from '../kit/States.tsx';
import { Table, type Column } from '../kit/Table.tsx';
import css from './Users.module.css';

const idOf = (entry: Entry) => entry.id;
const nameOf = (entry: Entry) => entry.act;

/** What happened to a user, newest first (U2). */
export function UserHistory({ memberId }: { memberId: string }) {
  const say = useSay();
  const list = useList(listAudit, { query: { target_id: memberId, limit: 20 } });
  const columns = useColumns();
  return (
    <section>
      <Stack>
        <h2 className={css.heading}>{say('users.page.history')}</h2>
        {list.error !== null && list.rows.length === 0 ? (
          <FailedState error={list.error} onRetry={list.retry} />
        ) : (
          <Table
            label={say('users.page.history')}
            {...{ columns, idOf, nameOf }}
            rows={list.rows}
            isPending={list.isPending}
            empty={<EmptyState icon="clock" title={say('users.page.history.empty')} />}
            hasMore={list.hasMore}
            isLoadingMore={list.isLoadingMore}
            onMore={list.loadMore}
          />
        )}
      </Stack>
    </section>
  );
}

function useColumns(): readonly Column<Entry>[] {
  const say = useSay();
  return useMemo(
    () => [
      { key: 'at', head: say('activity.at'), width: 'fit', wideOnly: true, cell: (entry) => <At entry={entry} /> },
      { key: 'act', head: say('activity.act'), width: 'grow', cell: (entry) => <Act entry={entry} /> },
      { key: 'actor', head: say('activity.actor'), wideOnly: true, cell: (entry) => <Actor entry={entry} /> },
      { key: 'from', head: say('activity.from'), wideOnly: true, cell: (entry) => <Origin entry={entry} /> },
    ],
    [say],
  );
}
