import { listAudit } from '@latchkey/contract/audit';
import { useMemo } from 'react';
import type { Entry } from '../kit/activity.ts';
import { Act, Actor, At, Origin, Whom } from '../kit/ActivityCells.tsx';
import { FilterMenu } from '../kit/FilterMenu.tsx';
import { Row, Text } from '../kit/Layout.tsx';
import { Page } from '../kit/Page.tsx';
import { useList } from '../kit/query.ts';
import { useSay } from '../kit/sentence.ts';
import { useAccount } from '../kit/session.ts';
import { EmptyState, FailedState } from '../kit/States.tsx';
import { Table, type Column } from '../kit/Table.tsx';
import { useListState } from '../kit/use-list-state.ts';
import { activityList, PERIODS, queryOf, SUBJECTS } from './activity.ts';
import css from './Activity.module.css';

const today = () => Date.now();
const idOf = (entry: Entry) => entry.id;
const nameOf = (entry: Entry) => entry.act;

/** What happened in the account: who did what, to whom, when and from where (U2). */
export function ActivityPage() {
  const say = useSay();
  const account = useAccount();
  const [{ filters }, change] = useListState(activityList);
  const list = useList(listAudit, { query: queryOf(filters, {}, today()) });
  const columns = useColumns();
  const { count = 0, more = false } = list.total ?? {};
  const only = (before: readonly string[], chosen: readonly string[]) =>
    chosen.filter((one) => !before.includes(one)).slice(0, 1);
  return (
    <Page
      title={say('activity.title')}
      lead={account === undefined ? '\u00a0' : say('activity.lead', { company: account.company_name })}
    >
      <div className={css.bar}>
        <Row gap="tight">
          <FilterMenu
            label={say('activity.subject')}
            choices={SUBJECTS.map((value) => ({ value, label: say(`activity.subject.${value}`) }))}
            chosen={filters.subject}
            onChange={(subject) =>
              change({ filters: { ...filters, subject: only(filters.subject, subject) as never } })
            }
          />
          <FilterMenu
            label={say('activity.period')}
            choices={PERIODS.map((value) => ({ value, label: say('activity.period.days', { days: Number(value) }) }))}
            chosen={filters.period}
            onChange={(period) => change({ filters: { ...filters, period: only(filters.period, period) as never } })}
          />
        </Row>
        <span className={css.count} role="status">
          {list.isPending ? ' ' : say(more ? 'activity.count-more' : 'activity.count', { count })}
        </span>
      </div>
      {list.error !== null && list.rows.length === 0 ? (
        <FailedState error={list.error} onRetry={list.retry} />
      ) : (
        <Table
          label={say('activity.title')}
          {...{ columns, idOf, nameOf }}
          rows={list.rows}
          isPending={list.isPending}
          empty={
            <EmptyState icon="clock" title={say('activity.empty')}>
              <Text>{say('activity.empty.text')}</Text>
            </EmptyState>
          }
          hasMore={list.hasMore}
          isLoadingMore={list.isLoadingMore}
          onMore={list.loadMore}
        />
      )}
    </Page>
  );
}

function useColumns(): readonly Column<Entry>[] {
  const say = useSay();
  return useMemo(
    () => [
      { key: 'at', head: say('activity.at'), width: 'fit', wideOnly: true, cell: (entry) => <At entry={entry} /> },
      { key: 'actor', head: say('activity.actor'), wideOnly: true, cell: (entry) => <Actor entry={entry} /> },
      { key: 'act', head: say('activity.act'), width: 'grow', cell: (entry) => <Act entry={entry} /> },
      { key: 'whom', head: say('activity.whom'), cell: (entry) => <Whom entry={entry} /> },
      { key: 'from', head: say('activity.from'), wideOnly: true, cell: (entry) => <Origin entry={entry} /> },
    ],
    [say],
  );
}
