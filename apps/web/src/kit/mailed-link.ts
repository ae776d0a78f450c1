import { useEffect, useState } from 'react';
import { linkIn } from './fragment.ts';

/**
 * The secret link behind `#` in the address. It is taken out of the address bar at once, so that nobody copies or reads it
 * there, and kept with this entry of the tab's history, so that a reload still knows it. `read` tells what can be one.
 */
export function useMailedLink(read = linkIn): string | undefined {
  const [link, setLink] = useState(() => takeLink(read));
  useEffect(() => {
    // Another link pasted into the same tab changes only the fragment.
    const onChange = () => {
      if (location.hash !== '') setLink(takeLink(read));
    };
    window.addEventListener('hashchange', onChange);
    return () => window.removeEventListener('hashchange', onChange);
  }, [read]);
  return link;
}

function takeLink(read: typeof linkIn): string | undefined {
  const state: unknown = history.state;
  const kept = typeof state === 'object' && state !== null && 'link' in state ? state.link : undefined;
  if (location.hash === '') return typeof kept === 'string' ? kept : undefined;
  const link = read(location.hash);
  history.replaceState({ ...(state as object | null), link }, '', location.pathname + location.search);
  return link;
}
