import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { changedAddress, listStateOf, type ListShape, type ListState } from './list-state.ts';

/**
 * How the list of the page stands, kept in its address (N1), and how to change it. Keep the shape outside the component.
 * A change takes the place of the address before it, so that Back leaves the page instead of taking back letters.
 */
export function useListState<const S extends ListShape>(
  shape: S,
): [state: ListState<S>, change: (part: Partial<ListState<S>>) => void] {
  const address = useSearch({ strict: false }) as Record<string, unknown>;
  const navigate = useNavigate();
  const state = useMemo(() => listStateOf(shape, address), [shape, address]);
  const change = useCallback(
    (part: Partial<ListState<S>>) => {
      const search = (before: Record<string, unknown>) => changedAddress(shape, before, part);
      void navigate({ to: '.', search: search as never, replace: true, resetScroll: false });
    },
    [navigate, shape],
  );
  return [state, change];
}
