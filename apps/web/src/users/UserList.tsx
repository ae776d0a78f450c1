import { listMembers } from '@latchkey/contract/member';
import { lazy, Suspense, useMemo, useState } from 'react';
import { useList } from '../kit/query.ts';
import { useSay } from '../kit/sentence.ts';
import { FailedState } from '../kit/States.tsx';
import { Table } from '../kit/Table.tsx';
import { useSelection } from '../kit/use-selection.ts';
import { mayChoose, mayManage, rolesToGive, type Viewer } from './acts.ts';
import { useColumns } from './Columns.tsx';
import type { RefusedLine } from '../kit/bulk-lines.ts';
import { isPart, nameOf, orderOf, queryOf, sortAfter, type User } from './list.ts';
import { MailNotice } from './MailNotice.tsx';
import { NobodyHere } from './NobodyHere.tsx';
import type { Question } from './question.ts';
import { useMenu } from './use-menu.ts';
import { useQuestion } from './use-question.ts';
import { useUsersState } from './use-users-state.ts';
import css from './Users.module.css';
import { UsersTools } from './UsersTools.tsx';

const UsersBar = lazy(async () => ({ default: (await import('./UsersBar.tsx')).UsersBar }));
const ActDialog = lazy(async () => ({ default: (await import('./ActDialog.tsx')).ActDialog }));
const LeftUsers = lazy(async () => ({ default: (await import('./LeftUsers.tsx')).LeftUsers }));

const idOf = (user: User) => user.id;

/** The users of the account in one list (I11), with what may be done with them. */
export function UserList({ viewer }: { viewer: Viewer }) {
  const say = useSay();
  const { state, change } = useUsersState();
  const list = useList(listMembers, { query: queryOf(state) });
  const ids = useMemo(() => list.rows.map(idOf), [list.rows]);
  const selection = useSelection(ids);
  const [left, setLeft] = useState<readonly RefusedLine<User>[]>([]);
  const { question, ask, confirm, chooseRole, chooseGroup, close, perform } = useQuestion({
    viewer,
    onRefused: setLeft,
  });
  const menuOf = useMenu({ viewer, ask, perform });
  const go = async (asked: Question) => {
    const isDone = await confirm(asked);
    // The job is on its way; what was chosen for it is chosen no more.
    if (isDone && 'filter' in asked.whom) selection.clear();
  };
  const columns = useColumns(viewer.member_id);
  const tools = <UsersTools {...{ state }} onChange={change} total={list.total} />;
  if (list.error !== null && list.rows.length === 0) return <FailedState error={list.error} onRetry={list.retry} />;
  return (
    <div className={css.list}>
      <MailNotice users={list.rows} />
      {selection.ids.size > 0 ? (
        <Suspense fallback={tools}>
          <UsersBar {...{ state, viewer, selection, list, ask, perform }} />
        </Suspense>
      ) : (
        tools
      )}
      <Table
        label={say('users.title')}
        columns={columns}
        rows={list.rows}
        idOf={idOf}
        nameOf={nameOf}
        isPending={list.isPending}
        {...(mayChoose(viewer) ? { selection } : {})}
        menuOf={menuOf}
        sort={orderOf(state)}
        onSort={(by) => change({ sort: sortAfter(state, by) })}
        empty={<NobodyHere isNarrowed={isPart(state)} />}
        hasMore={list.hasMore}
        isLoadingMore={list.isLoadingMore}
        onMore={list.loadMore}
      />
      {list.total?.count === 1 && !isPart(state) && mayManage(viewer) ? <NobodyHere isNarrowed={false} /> : null}
      {question === undefined ? null : (
        <Suspense fallback={null}>
          <ActDialog
            question={question}
            roles={rolesToGive(viewer)}
            onRole={(given) => chooseRole(question, given)}
            onGroup={(group) => chooseGroup(question, group)}
            onConfirm={() => void go(question)}
            onClose={close}
          />
        </Suspense>
      )}
      {left.length === 0 ? null : (
        <Suspense fallback={null}>
          <LeftUsers lines={left} onClose={() => setLeft([])} />
        </Suspense>
      )}
    </div>
  );
}
