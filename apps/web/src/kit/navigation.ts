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
