import { listComputers } from '@latchkey/contract/computer';
import { useMemo } from 'react';
import type { Computer } from '../kit/computer.ts';
import { isNarrowed } from '../kit/list-state.ts';
import { ASK_AGAIN_MS, useList, type List } from '../kit/query.ts';
import { useSay } from '../kit/sentence.ts';
import { FailedState } from '../kit/States.tsx';
import { Table } from '../kit/Table.tsx';
import { useListState } from '../kit/use-list-state.ts';
import { useSelection, type Selection } from '../kit/use-selection.ts';
import { WholeBar } from '../kit/WholeBar.tsx';
import { actsOnAll, bulkActs, mayManage, type Act, type Viewer } from './acts.ts';
import { icons } from './act-icons.ts';
import { LazyDialogs } from './LazyDialogs.tsx';
import { useColumns } from './Columns.tsx';
import css from './Computers.module.css';
import { ComputersTools } from './ComputersTools.tsx';
import { computersList, filterOf, orderOf, queryOf, sortAfter, type ComputersList } from './list.ts';
import { NoComputers } from './NoComputers.tsx';
import type { Question, Which } from './question.ts';
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
  const go = async (asked: Question) => {
    const isDone = await asking.confirm(asked);
    // The job is on its way; what was chosen for it is chosen no more.
    if (isDone && 'filter' in asked.which) selection.clear();
  };
  const isSome = isNarrowed(plain) || state.group !== undefined || state.owner !== undefined;
  if (list.error !== null && list.rows.length === 0) return <FailedState error={list.error} onRetry={list.retry} />;
  return (
    <div className={css.list}>
      {selection.ids.size > 0 ? (
        <Bar {...{ state, viewer, selection, asking, list }} />
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
      <LazyDialogs asking={asking} onConfirm={(question) => void go(question)} />
    </div>
  );
}

type BarProps = {
  state: ComputersList;
  viewer: Viewer;
  selection: Selection;
  asking: Asking;
  list: List<Computer>;
};

/** What can be done with the chosen computers; once all on the screen are chosen, also with all that match. */
function Bar({ state, viewer, selection, asking, list }: BarProps) {
  const say = useSay();
  const chosen = list.rows.filter(({ id }) => selection.ids.has(id));
  const filter = filterOf(state);
  const entry = (act: Act, which: Which) => ({
    key: act,
    icon: icons[act],
    label: say(`computers.short.${act}`),
    danger: act === 'remove',
    onPick: () => asking.ask(act, which),
  });
  return (
    <WholeBar
      {...{ selection, list }}
      whole={JSON.stringify(filter)}
      acts={bulkActs(viewer, chosen).map((act) => entry(act, { computers: chosen }))}
      actsOnWhole={(total) => actsOnAll(viewer, state.filters.state).map((act) => entry(act, { filter, total }))}
    />
  );
}
