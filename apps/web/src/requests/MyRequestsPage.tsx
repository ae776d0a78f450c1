import { listOwnRequests } from '@latchkey/contract/request';
import { useCallback, useMemo, useState } from 'react';
import { Badge } from '../kit/Badge.tsx';
import { BulkBar } from '../kit/BulkBar.tsx';
import { Text } from '../kit/Layout.tsx';
import type { MenuEntry } from '../kit/MenuEntries.tsx';
import { Page } from '../kit/Page.tsx';
import { ASK_AGAIN_MS, useList } from '../kit/query.ts';
import { useSay } from '../kit/sentence.ts';
import { useAccount } from '../kit/session.ts';
import { EmptyState, FailedState } from '../kit/States.tsx';
import { Table, type Column } from '../kit/Table.tsx';
import { useSelection } from '../kit/use-selection.ts';
import type { OwnRequest } from '../kit/wish.ts';
import { idOf, tones } from './requests.ts';
import { HelpLine, Notes, Thing, useThing, When } from './Parts.tsx';
import css from './Requests.module.css';
import { WithdrawDialog } from './WithdrawDialog.tsx';

/** What one asked for in this account and what came of it (N3); what still waits can be withdrawn. */
export function MyRequestsPage() {
  const say = useSay();
  const account = useAccount();
  return (
    <Page
      title={say('request.own.title')}
      lead={account === undefined ? '\u00a0' : say('request.own.lead', { company: account.company_name })}
    >
      <OwnList />
      <HelpLine />
    </Page>
  );
}

function OwnList() {
  const say = useSay();
  const nameOf = useThing();
  const list = useList(listOwnRequests, { query: {} }, { refetchInterval: ASK_AGAIN_MS });
  const [withdrawing, setWithdrawing] = useState<readonly OwnRequest[]>();
  const ids = useMemo(() => list.rows.map(idOf), [list.rows]);
  const selection = useSelection(ids);
  const columns = useColumns();
  const menuOf = useCallback(
    (request: OwnRequest): readonly MenuEntry[] =>
      request.state === 'open'
        ? [{ key: 'withdraw', label: say('request.withdraw'), icon: 'close', onPick: () => setWithdrawing([request]) }]
        : [],
    [say],
  );
  const open = list.rows.filter(({ id, state }) => state === 'open' && selection.ids.has(id));
  if (list.error !== null && list.rows.length === 0) return <FailedState error={list.error} onRetry={list.retry} />;
  return (
    <>
      {open.length > 0 ? (
        <BulkBar
          selection={selection}
          acts={[{ key: 'withdraw', label: say('request.withdraw'), onPick: () => setWithdrawing(open) }]}
        />
      ) : null}
      <Table
        label={say('request.own.title')}
        {...{ columns, idOf, nameOf, menuOf, selection }}
        rows={list.rows}
        isPending={list.isPending}
        empty={
          <EmptyState icon="mail" title={say('request.own.empty')}>
            <Text>{say('request.own.empty.text')}</Text>
          </EmptyState>
        }
        hasMore={list.hasMore}
        isLoadingMore={list.isLoadingMore}
        onMore={list.loadMore}
      />
      {withdrawing === undefined ? null : (
        <WithdrawDialog
          requests={withdrawing}
          onClose={() => {
            setWithdrawing(undefined);
            selection.clear();
          }}
        />
      )}
    </>
  );
}

function useColumns(): readonly Column<OwnRequest>[] {
  const say = useSay();
  return useMemo(
    () => [
      {
        key: 'what',
        head: say('request.what'),
        width: 'grow',
        cell: (request) => (
          <Notes note={request.note}>
            <Thing request={request} />
            {request.answer === '' ? null : (
              <span className={css.answer}>{say('request.own.answer', { answer: request.answer })}</span>
            )}
          </Notes>
        ),
      },
      { key: 'when', head: say('request.when'), wideOnly: true, cell: (request) => <When at={request.made_at} /> },
      {
        key: 'state',
        head: say('request.state'),
        cell: ({ state }) => <Badge tone={tones[state]}>{say(`request.state.${state}`)}</Badge>,
      },
    ],
    [say],
  );
}
