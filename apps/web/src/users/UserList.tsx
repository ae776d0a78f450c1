import { listMembers } from '@latchkey/contract/member';
import { useMemo, useState } from 'react';
import { FailedState } from '../kit/States.tsx';
import { useList } from '../kit/query.ts';
import { Table } from '../kit/Table.tsx';
import { useSay } from '../kit/sentence.ts';
import { useSelection } from '../kit/use-selection.ts';
import { useColumns } from './Columns.tsx';
import type { RefusedLine } from './lines.ts';
import { nameOf, type Filter, type User, type Viewer } from './list.ts';
import { MailNotice } from './MailNotice.tsx';
import { NobodyHere } from './NobodyHere.tsx';
import { RefusedDialog } from './RefusedLines.tsx';
import { RemovalDialog } from './RemovalDialog.tsx';
import { useMenu } from './use-menu.ts';
import { useRemoval } from './use-removal.ts';
import css from './Users.module.css';
import { UsersBar } from './UsersBar.tsx';

const idOf = (user: User) => user.id;

/** The users of the account in one list (I11), with what may be done with them. */
export function UserList({ status, viewer }: { status: Filter | undefined; viewer: Viewer }) {
  const say = useSay();
  const query = status === undefined ? {} : { status };
  const list = useList(listMembers, { query });
  const ids = useMemo(() => list.rows.map(idOf), [list.rows]);
  const selection = useSelection(ids);
  const [left, setLeft] = useState<readonly RefusedLine<User>[]>([]);
  const { removal, ask, confirm, close } = useRemoval(setLeft);
  const { menuOf, resend } = useMenu(viewer, ask, setLeft);
  const columns = useColumns(viewer.member_id);
  const chosen = list.rows.filter(({ id }) => selection.ids.has(id));
  if (list.error !== null && list.rows.length === 0) return <FailedState error={list.error} onRetry={list.retry} />;
  return (
    <div className={css.list}>
      <MailNotice users={list.rows} />
      <UsersBar {...{ status, viewer, selection, chosen, ask, resend }} total={list.total} />
      <Table
        label={say('users.title')}
        columns={columns}
        rows={list.rows}
        idOf={idOf}
        nameOf={nameOf}
        isPending={list.isPending}
        {...(viewer.mayManage ? { selection } : {})}
        menuOf={menuOf}
        empty={<NobodyHere status={status} />}
        hasMore={list.hasMore}
        isLoadingMore={list.isLoadingMore}
        onMore={list.loadMore}
      />
      {list.total?.count === 1 && status === undefined && viewer.mayManage ? <NobodyHere status={status} /> : null}
      {removal === undefined ? null : (
        <RemovalDialog removal={removal} onConfirm={() => void confirm(removal)} onClose={close} />
      )}
      {left.length === 0 ? null : <RefusedDialog lines={left} onClose={() => setLeft([])} />}
    </div>
  );
}
