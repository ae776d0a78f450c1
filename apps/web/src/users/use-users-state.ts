import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { usersAddress, usersListIn, type UsersList } from './list.ts';

/**
 * How the list of users stands, kept in the address of its page (N1), and how to change it. A change takes the place of the address
 * before it, so that Back leaves the page.
 */
export function useUsersState() {
  const address = useSearch({ strict: false }) as Record<string, unknown>;
  const navigate = useNavigate();
  const state = useMemo(() => usersListIn(address), [address]);
  const change = useCallback(
    (part: Partial<UsersList>) => {
      const search = (before: Record<string, unknown>) => usersAddress(before, part);
      void navigate({ to: '.', search: search as never, replace: true, resetScroll: false });
    },
    [navigate],
  );
  return { state, change };
}
