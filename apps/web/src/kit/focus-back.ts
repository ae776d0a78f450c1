import { useEffect, useState } from 'react';

/** Gives the focus back, when a component goes away, to what had it when the component came; to the content when that is gone. */
export function useFocusBack(): void {
  const [before] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      const place = before?.isConnected === true ? before : document.getElementById('content');
      if (place instanceof HTMLElement) place.focus({ preventScroll: true });
    },
    [before],
  );
}
