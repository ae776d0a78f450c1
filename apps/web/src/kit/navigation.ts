import { useNavigate, useRouter, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';

/** Where acts lead to. */
export function useNavigation() {
  const navigate = useNavigate();
  const router = useRouter();
  return useMemo(
    () => ({
      /** Into a profile. */
      enter: (accountId: string) => navigate({ to: '/a/$accountId', params: { accountId } }),
      /** To a page of the account, to a path of the application, or to wherever the bare address leads. */
      goOn: (path: string | undefined) => {
        router.history.replace(path ?? '/');
      },
      to: navigate,
      /** Loads the present page again. */
      refresh: () => router.invalidate(),
    }),
    [navigate, router],
  );
}

/** Where the sign-in leads to, when somebody came from a page that needs one. */
export function useNext(): string | undefined {
  return useSearch({ from: '/sign-in', select: (search) => search.next });
}

/** The search of a page with a form whose result is a step of its own. */
export function resultOf(search: Record<string, unknown>): { result?: true } {
  return search['result'] === true ? { result: true } : {};
}

/** The search of a page that may be opened for one computer: the one in whose place a new machine comes. */
export function replacedIn(search: Record<string, unknown>): { replace?: string } {
  return typeof search['replace'] === 'string' ? { replace: search['replace'] } : {};
}

/** The search of a list that may be opened to make one more of what it lists. */
export function newIn(search: Record<string, unknown>): { new?: true } {
  return search['new'] === true ? { new: true } : {};
}

/** Whether a page shows what came of its form: a step of its own in the history, so that the menu and Back lead to the form again. */
export function useResultStep() {
  const navigate = useNavigate();
  const shown = useSearch({ strict: false, select: (search) => 'result' in search && search.result });
  return {
    shown,
    show: () => void navigate({ to: '.', search: { result: true } }),
    hide: () => void navigate({ to: '.', search: {} }),
  };
}
