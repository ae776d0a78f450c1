import { listUserGroups } from '@latchkey/contract/group';
import { lazy, Suspense, useState } from 'react';
import { FilterButton } from '../kit/FilterButton.tsx';
import { FilterMenu } from '../kit/FilterMenu.tsx';
import { ListTools } from '../kit/ListTools.tsx';
import { useCall } from '../kit/query.ts';
import { useSay } from '../kit/sentence.ts';
import { RoleFilter } from './RoleFilter.tsx';
import { latestOf, usersList, type UsersList } from './list.ts';
import type { Total } from './question.ts';

const GroupFilterDialog = lazy(async () => ({ default: (await import('./GroupFilterDialog.tsx')).GroupFilterDialog }));

type ToolsProps = {
  state: UsersList;
  onChange: (part: Partial<UsersList>) => void;
  total: Total | undefined;
};

const { status: statuses, mail: mails } = usersList.filters;

/** Above the list: who is looked for and shown, and how many that are. */
export function UsersTools({ state, onChange, total }: ToolsProps) {
  const say = useSay();
  const { search, filters } = state;
  const count = total === undefined ? '' : say(total.more ? 'users.count-more' : 'users.count', { count: total.count });
  const narrow = (part: Partial<UsersList['filters']>) => onChange({ filters: { ...filters, ...part } });
  return (
    <ListTools label={say('users.search')} {...{ search, count }} onSearch={(text) => onChange({ search: text })}>
      <FilterMenu
        label={say('users.column.status')}
        choices={statuses.map((value) => ({ value, label: say(`users.filter.${value}`) }))}
        chosen={filters.status}
        onChange={(status) => narrow({ status })}
      />
      <RoleFilter {...{ state, onChange }} />
      <FilterMenu
        label={say('users.filter.mail')}
        choices={mails.map((value) => ({ value, label: say(`users.mail.${value}`) }))}
        chosen={filters.mail}
        onChange={(chosen) => narrow({ mail: latestOf(filters.mail, chosen) })}
      />
      <GroupFilter group={state.group} onGroup={(group) => onChange({ group })} />
    </ListTools>
  );
}

type GroupProps = { group: string | undefined; onGroup: (group: string | undefined) => void };

/** The user group, which is picked of many; nothing while there are none. */
function GroupFilter({ group, onGroup }: GroupProps) {
  const say = useSay();
  const [isPicking, setPicking] = useState(false);
  const groups = useCall(listUserGroups, {}).data?.items ?? [];
  const close = () => setPicking(false);
  if (group !== undefined) {
    const name = groups.find(({ id }) => id === group)?.name ?? '…';
    return <FilterButton isActive label={say('users.filter.in-group', { name })} onClick={() => onGroup(undefined)} />;
  }
  if (groups.length === 0) return null;
  const pick = (id: string | undefined) => {
    if (id !== undefined) onGroup(id);
    close();
  };
  return (
    <>
      <FilterButton isActive={false} label={say('users.filter.group')} onClick={() => setPicking(true)} />
      {isPicking ? (
        <Suspense fallback={null}>
          <GroupFilterDialog onPick={pick} onClose={close} />
        </Suspense>
      ) : null}
    </>
  );
}
