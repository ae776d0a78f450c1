import { listRoles } from '@latchkey/contract/role';
import { roles } from '@latchkey/domain/role';
import { useState } from 'react';
import { FilterMenu } from '../kit/FilterMenu.tsx';
import { useCall } from '../kit/query.ts';
import { useSay } from '../kit/sentence.ts';
import { useMayCall } from '../kit/session.ts';
import { rolesAfter, rolesChosen, type UsersList } from './list.ts';

type RoleProps = { state: UsersList; onChange: (part: Partial<UsersList>) => void };

/** The role: built-in ones, or one that the account made, for who sees these. They are asked for when somebody reaches for the menu. */
export function RoleFilter({ state, onChange }: RoleProps) {
  const say = useSay();
  const [isReached, setReached] = useState(false);
  const isWanted = isReached || state.customRole !== undefined;
  const custom = useCall(listRoles, {}, { enabled: useMayCall(listRoles) && isWanted }).data?.custom ?? [];
  const name = custom.find(({ id }) => id === state.customRole)?.name;
  return (
    <FilterMenu
      label={say('users.column.role')}
      active={name === undefined || state.filters.role.length > 0 ? undefined : say('users.filter.with-role', { name })}
      choices={[
        ...roles.map((value) => ({ value: value as string, label: say(`kit.role.${value}`) })),
        ...custom.map(({ id, name: label }) => ({ value: id, label })),
      ]}
      chosen={rolesChosen(state)}
      onReach={() => setReached(true)}
      onChange={(chosen) => onChange(rolesAfter(state, chosen))}
    />
  );
}
