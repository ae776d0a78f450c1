import { listRequests } from '@latchkey/contract/request';
import { lazy, Suspense, useCallback, useMemo, useState } from 'react';
import { BulkBar } from '../kit/BulkBar.tsx';
import { Button } from '../kit/Button.tsx';
import { Text } from '../kit/Layout.tsx';
import { Link } from '../kit/Link.tsx';
import type { MenuEntry } from '../kit/MenuEntries.tsx';
import { Page } from '../kit/Page.tsx';
import { ASK_AGAIN_MS, useAccountId, useList } from '../kit/query.ts';
import { useSay } from '../kit/sentence.ts';
import { useAccount } from '../kit/session.ts';
import { EmptyState, FailedState } from '../kit/States.tsx';
import { Table, type Column } from '../kit/Table.tsx';
import { useSelection } from '../kit/use-selection.ts';
import type { OpenRequest } from '../kit/wish.ts';
import { HelpLine, Notes, Thing, When } from './Parts.tsx';
import css from './Requests.module.css';
import { idOf, type Question } from './requests.ts';

const AnswerDialog = lazy(async () => ({ default: (await import('./AnswerDialog.tsx')).AnswerDialog }));

const nameOf = (request: OpenRequest) => request.member.name;
type Ask = (answer: Question['answer'], requests: readonly OpenRequest[]) => void;

/** What others ask for and one can give (G11): granted with what follows from it in sight, or declined. */
export function RequestsPage() {
  const say = useSay();
  const account = useAccount();
  return (
    <Page
      title={say('kit.nav.requests')}
      lead={account === undefined ? '\u00a0' : say('request.lead', { company: account.company_name })}
    >
      <OpenList />
      <HelpLine />
    </Page>
  );
}

function OpenList() {
  const say = useSay();
  const list = useList(listRequests, { query: {} }, { refetchInterval: ASK_AGAIN_MS });
  const [question, setQuestion] = useState<Question>();
  const ids = useMemo(() => list.rows.map(idOf), [list.rows]);
  const selection = useSelection(ids);
  const ask = useCallback<Ask>((answer, requests) => setQuestion({ answer, requests }), []);
  const columns = useColumns(ask);
  const actsOn = useCallback(
    (requests: readonly OpenRequest[]): readonly MenuEntry[] => [
      { key: 'grant', label: say('request.grant'), icon: 'check', onPick: () => ask('granted', requests) },
      { key: 'decline', label: say('request.decline'), icon: 'close', onPick: () => ask('declined', requests) },
    ],
    [say, ask],
  );
  const menuOf = useCallback((request: OpenRequest) => actsOn([request]), [actsOn]);
  const chosen = list.rows.filter(({ id }) => selection.ids.has(id));
  if (list.error !== null && list.rows.length === 0) return <FailedState error={list.error} onRetry={list.retry} />;
  return (
    <>
      {chosen.length > 0 ? <BulkBar selection={selection} acts={actsOn(chosen)} /> : null}
      <Table
        label={say('kit.nav.requests')}
        {...{ columns, idOf, nameOf, menuOf, selection }}
        rows={list.rows}
        isPending={list.isPending}
        empty={
          <EmptyState icon="check" title={say('request.empty')}>
            <Text>{say('request.empty.text')}</Text>
          </EmptyState>
        }
        hasMore={list.hasMore}
        isLoadingMore={list.isLoadingMore}
        onMore={list.loadMore}
      />
      {question === undefined ? null : (
        <Suspense fallback={null}>
          <AnswerDialog question={question} onClose={() => setQuestion(undefined)} />
        </Suspense>
      )}
    </>
  );
}

function useColumns(ask: Ask): readonly Column<OpenRequest>[] {
  const say = useSay();
  return useMemo(
    () => [
      { key: 'who', head: say('request.who'), cell: (request) => <Who member={request.member} /> },
      {
        key: 'what',
        head: say('request.what'),
        width: 'grow',
        cell: (request) => (
          <Notes note={request.note}>
            <Thing request={request} />
          </Notes>
        ),
      },
      { key: 'when', head: say('request.when'), wideOnly: true, cell: (request) => <When at={request.made_at} /> },
      {
        key: 'answer',
        head: say('request.answer'),
        wideOnly: true,
        cell: (request) => (
          <span className={css.acts}>
            <Button small onClick={() => ask('granted', [request])}>
              {say('request.grant')}
            </Button>
            <Button small look="quiet" onClick={() => ask('declined', [request])}>
              {say('request.decline')}
            </Button>
          </span>
        ),
      },
    ],
    [say, ask],
  );
}

function Who({ member: { id, name, email } }: { member: OpenRequest['member'] }) {
  const accountId = useAccountId() ?? '';
  return (
    <span className={css.who}>
      <Link to="/a/$accountId/users/$memberId" params={{ accountId, memberId: id }}>
        {name}
      </Link>
      {name === email ? null : <span className={css.dim}>{email}</span>}
    </span>
  );
}
