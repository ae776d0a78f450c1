import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useListState } from '../kit/use-list-state.ts';
import { computersList, whoseIn, type ComputersList, type Whose } from './list.ts';

/** How the list of computers stands, kept in the address of its page (N1), and how to change it. */
export function useComputersState() {
  const [listed, change] = useListState(computersList);
  const address = useSearch({ strict: false }) as Record<string, unknown>;
  const navigate = useNavigate();
  const state = useMemo((): ComputersList => ({ ...listed, ...whoseIn(address) }), [listed, address]);
  const changeWhose = (part: Partial<Whose>) => {
    const search = (before: Record<string, unknown>) => {
      const kept = Object.entries({ ...before, ...part }).filter(([, value]) => value !== undefined);
      return Object.fromEntries(kept);
    };
    void navigate({ to: '.', search: search as never, replace: true, resetScroll: false });
  };
  return { state, change, changeWhose };
}
