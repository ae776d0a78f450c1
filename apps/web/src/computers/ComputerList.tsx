import { listComputers } from '@latchkey/contract/computer';
import { useMemo } from 'react';
import { BulkBar } from '../kit/BulkBar.tsx';
import type { Computer } from '../kit/computer.ts';
import { isNarrowed } from '../kit/list-state.ts';
import { ASK_AGAIN_MS, useList } from '../kit/query.ts';
import { useSay } from '../kit/sentence.ts';
import { FailedState } from '../kit/States.tsx';
import { Table } from '../kit/Table.tsx';
import { useListState } from '../kit/use-list-state.ts';
import { useSelection, type Selection } from '../kit/use-selection.ts';
import { bulkActs, mayManage, type Viewer } from './acts.ts';
import { icons } from './act-icons.ts';
import { AskDialogs } from './AskDialog.tsx';
import { useColumns } from './Columns.tsx';
import css from './Computers.module.css';
import { ComputersTools } from './ComputersTools.tsx';
import { computersList, orderOf, queryOf, sortAfter } from './list.ts';
import { NoComputers } from './NoComputers.tsx';
import { useComputersState } from './use-computers-state.ts';
import { useMenu } from './use-menu.ts';
import { useQuestion, type Asking } from './use-question.ts';

const idOf = (computer: Computer) => computer.id;
const nameOf = (computer: Computer) => computer.name;

/** The computers of the account in one list (C3), with what may be done with them. It is live: who hears no news asks again. */
export function ComputerList({ viewer }: { viewer: Viewer }) {
  const say = useSay();
  const { state, change, changeWhose } = useComputersState();
  const [plain] = useListState(computersList);
  const list = useList(listComputers, { query: queryOf(state) }, { refetchInterval: ASK_AGAIN_MS });
  const ids = useMemo(() => list.rows.map(idOf), [list.rows]);
  const selection = useSelection(ids);
  const asking = useQuestion();
  const menuOf = useMenu(viewer, asking.ask);
  const columns = useColumns(viewer.member_id);
  const isSome = isNarrowed(plain) || state.group !== undefined || state.owner !== undefined;
  if (list.error !== null && list.rows.length === 0) return <FailedState error={list.error} onRetry={list.retry} />;
  return (
    <div className={css.list}>
      {selection.ids.size > 0 ? (
        <Bar {...{ viewer, selection, asking }} rows={list.rows} />
      ) : (
        <ComputersTools state={state} onChange={change} onWhose={changeWhose} total={list.total} />
      )}
      <Table
        label={say('computers.title')}
        {...{ columns, idOf, nameOf, menuOf }}
        rows={list.rows}
        isPending={list.isPending}
        {...(mayManage(viewer) ? { selection } : {})}
        sort={orderOf(state)}
        onSort={(by) => change({ sort: sortAfter(state, by) })}
        empty={<NoComputers isNarrowed={isSome} />}
        hasMore={list.hasMore}
        isLoadingMore={list.isLoadingMore}
        onMore={list.loadMore}
      />
      <AskDialogs asking={asking} onConfirm={(question) => void asking.confirm(question)} />
    </div>
  );
}

type BarProps = { viewer: Viewer; selection: Selection; asking: Asking; rows: readonly Computer[] };

/** What can be done with the chosen computers. */
function Bar({ viewer, selection, asking, rows }: BarProps) {
  const say = useSay();
  const chosen = rows.filter(({ id }) => selection.ids.has(id));
  return (
    <BulkBar
      selection={selection}
      acts={bulkActs(viewer, chosen).map((act) => ({
        key: act,
        icon: icons[act],
        label: say(`computers.short.${act}`),
        danger: act === 'remove',
        onPick: () => asking.ask(act, chosen),
      }))}
    />
  );
}
