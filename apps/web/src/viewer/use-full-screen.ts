import { useEffect, useState } from 'react';

/** Where the browser can, keys like Alt-Tab belong to the computer while it fills the screen. */
type LockingKeyboard = { lock?: () => Promise<void> };

/** Whether the page fills the screen, and the switch; without a switch where the browser can't, as on iPhones. Left with the desktop. */
export function useFullScreen(): { isFull: boolean; toggle: (() => void) | undefined } {
  const [isFull, setFull] = useState(() => document.fullscreenElement !== null);
  useEffect(() => {
    const hear = (): void => setFull(document.fullscreenElement !== null);
    document.addEventListener('fullscreenchange', hear);
    return () => {
      document.removeEventListener('fullscreenchange', hear);
      if (document.fullscreenElement !== null) leave();
    };
  }, []);
  return { isFull, toggle: document.fullscreenEnabled ? toggle : undefined };
}

function toggle(): void {
  if (document.fullscreenElement !== null) return leave();
  const keyboard = (navigator as { keyboard?: LockingKeyboard }).keyboard;
  // Both may be refused; then there is no full screen, or one without those keys.
  document.documentElement.requestFullscreen().then(
    () => keyboard?.lock?.().catch(() => {}),
    () => {},
  );
}

function leave(): void {
  document.exitFullscreen().catch(() => {});
}
