import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useListState } from '../kit/use-list-state.ts';
import { usersList, usersListIn } from './list.ts';

/** How the list of users stands, kept in the address of its page (N1), and how to change it. */
export function useUsersState() {
  const [, change] = useListState(usersList);
  const address = useSearch({ strict: false }) as Record<string, unknown>;
  const navigate = useNavigate();
  const state = useMemo(() => usersListIn(address), [address]);
  const changeGroup = (group: string | undefined) => {
    const search = ({ group: _, ...before }: Record<string, unknown>) =>
      group === undefined ? before : { ...before, group };
    void navigate({ to: '.', search: search as never, replace: true, resetScroll: false });
  };
  return { state, change, changeGroup };
}
