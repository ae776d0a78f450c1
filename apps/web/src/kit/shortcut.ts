import { useEffect, useEffectEvent } from 'react';

/** What of a key press says which shortcut it is. */
export type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** Whether a key press is a shortcut: a key alone like `/`, or with Ctrl or ⌘ like `mod+k`. */
export function isPressed(shortcut: string, press: Press): boolean {
  const hasMod = press.ctrlKey !== press.metaKey;
  if (!shortcut.startsWith('mod+')) return press.key === shortcut && !press.ctrlKey && !press.metaKey && !press.altKey;
  return hasMod && !press.altKey && !press.shiftKey && press.key.toLowerCase() === shortcut.slice(4);
}

/**
 * Does something when a shortcut is pressed anywhere on the page but where a dialog or a menu has the say, and, for a key alone, where
 * it would be typed.
 */
export function useShortcut(shortcut: string, act: () => void): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || !isPressed(shortcut, event) || isElsewhere(event)) return;
    if (!shortcut.startsWith('mod+') && isTyping(event.target)) return;
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
