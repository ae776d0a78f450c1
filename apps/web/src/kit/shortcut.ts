import { useEffect, useEffectEvent } from 'react';

/** Does something when a key is pressed anywhere on the page but where it would be typed, or where a dialog or a menu has the say. */
export function useShortcut(key: string, act: () => void): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.key !== key || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (isTyping(event.target) || isElsewhere(event)) return;
    event.preventDefault();
    act();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKey(event);
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
}

const OVERLAYS = '[role="dialog"], [role="menu"]';

/** Whether a dialog or a menu is open, or was when the key went down: the same key may have closed it already. */
function isElsewhere(event: KeyboardEvent): boolean {
  if (document.querySelector(OVERLAYS) !== null) return true;
  return event.composedPath().some((part) => part instanceof Element && part.matches(OVERLAYS));
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return target.type !== 'checkbox' && target.type !== 'radio';
  return target.isContentEditable || target.matches('textarea, select');
}
