import { FilterMenu } from '../kit/FilterMenu.tsx';
import { ListTools } from '../kit/ListTools.tsx';
import { useSay } from '../kit/sentence.ts';
import { latestOf, usersList, type UsersList } from './list.ts';
import type { Total } from './question.ts';

type ToolsProps = {
  state: UsersList;
  onChange: (part: Partial<UsersList>) => void;
  total: Total | undefined;
};

const { status: statuses, role: roles, mail: mails } = usersList.filters;

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
      <FilterMenu
        label={say('users.column.role')}
        choices={roles.map((value) => ({ value, label: say(`kit.role.${value}`) }))}
        chosen={filters.role}
        onChange={(role) => narrow({ role })}
      />
      <FilterMenu
        label={say('users.filter.mail')}
        choices={mails.map((value) => ({ value, label: say(`users.mail.${value}`) }))}
        chosen={filters.mail}
        onChange={(chosen) => narrow({ mail: latestOf(filters.mail, chosen) })}
      />
    </ListTools>
  );
}
