import { useRef } from 'react';
import { Link } from '../kit/Link.tsx';
import { useSay } from '../kit/sentence.ts';
import { useShortcut } from '../kit/shortcut.ts';
import { filters, type Filter } from './list.ts';
import css from './Users.module.css';

/** Chooses which users are shown; the choice stands in the address, so that Back and a bookmark know it. */
export function StatusFilter({ status, accountId }: { status: Filter | undefined; accountId: string }) {
  const say = useSay();
  const place = useRef<HTMLElement>(null);
  useShortcut('/', () => place.current?.querySelector<HTMLElement>('[aria-current]')?.focus());
  return (
    <nav ref={place} className={css.filter} aria-label={say('users.filter')} aria-keyshortcuts="/">
      {([undefined, ...filters] as const).map((filter) => (
        <Link
          key={filter ?? 'all'}
          className=""
          to="/a/$accountId/users"
          params={{ accountId }}
          search={filter === undefined ? {} : { status: filter }}
          replace
          resetScroll={false}
          activeOptions={{ exact: true, includeSearch: true }}
          aria-current={filter === status ? 'page' : undefined}
        >
          {say(`users.filter.${filter ?? 'all'}`)}
        </Link>
      ))}
    </nav>
  );
}
