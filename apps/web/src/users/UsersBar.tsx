import { BulkBar } from '../kit/BulkBar.tsx';
import { Button } from '../kit/Button.tsx';
import { useAccountId } from '../kit/query.ts';
import { useSay } from '../kit/sentence.ts';
import type { Selection } from '../kit/use-selection.ts';
import { bulkActs, type Filter, type User, type Viewer } from './list.ts';
import { StatusFilter } from './StatusFilter.tsx';
import css from './Users.module.css';

type BarProps = {
  status: Filter | undefined;
  viewer: Viewer;
  selection: Selection;
  chosen: readonly User[];
  total: { count: number; more: boolean } | undefined;
  ask: (act: 'delete' | 'withdraw', users: readonly User[]) => void;
  resend: (users: readonly User[]) => void;
};

/** Above the list: which users are shown and how many; once some are chosen, what can be done with them. */
export function UsersBar({ status, viewer, selection, chosen, total, ask, resend }: BarProps) {
  const say = useSay();
  const accountId = useAccountId() ?? '';
  const can = bulkActs(viewer, chosen);
  const count = total === undefined ? '' : say(total.more ? 'users.count-more' : 'users.count', { count: total.count });
  if (chosen.length === 0) {
    return (
      <div className={css.bar}>
        <StatusFilter status={status} accountId={accountId} />
        <span className={css.count} role="status">
          {count}
        </span>
      </div>
    );
  }
  return (
    <BulkBar selection={selection}>
      {can.resend.length > 0 ? (
        <Button small icon="retry" onClick={() => resend(can.resend)}>
          {say('users.bulk.resend', { count: can.resend.length })}
        </Button>
      ) : null}
      {can.remove.length > 0 ? (
        <Button small icon="trash" onClick={() => ask(can.removal, chosen)}>
          {say(`users.bulk.${can.removal}`, { count: can.remove.length })}
        </Button>
      ) : (
        <span>{say('users.bulk.nothing')}</span>
      )}
    </BulkBar>
  );
}
