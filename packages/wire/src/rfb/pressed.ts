import type { ClientMessage, Key } from './client-messages.ts';

/** The most keys that are down at once: more than there are fingers, with those a keyboard loses. */
export const MOST_PRESSED = 32;

/** What the viewer holds down at the VNC server, oldest first, and where its pointer is. */
export type Pressed = { keys: readonly Key[]; buttons: number; x: number; y: number };

/** Nothing is down. */
export const NOTHING_PRESSED: Pressed = { keys: [], buttons: 0, x: 0, y: 0 };

/** What is down once a message has gone out, and what must go out before it so that no key is forgotten. */
export function afterMessage(
  pressed: Pressed,
  message: ClientMessage,
): { pressed: Pressed; before: readonly ClientMessage[] } {
  if (message.t === 'pointer') {
    const { buttons, x, y } = message;
    return { pressed: { ...pressed, buttons, x, y }, before: [] };
  }
  if (message.t !== 'key') return { pressed, before: [] };
  const others = pressed.keys.filter((key) => nameOf(key) !== nameOf(message.key));
  if (!message.isDown) return { pressed: { ...pressed, keys: others }, before: [] };
  const surplus = Math.max(0, others.length + 1 - MOST_PRESSED);
  return {
    pressed: { ...pressed, keys: [...others.slice(surplus), message.key] },
    before: others.slice(0, surplus).map(releaseOf),
  };
}

/** The messages that let go of everything: keys in the order they went down, then the buttons where the pointer is. */
export function releasesOf({ keys, buttons, x, y }: Pressed): ClientMessage[] {
  const releases: ClientMessage[] = keys.map(releaseOf);
  // The short form lets go of the buttons that only the long one can name, too.
  if (buttons !== 0) releases.push({ t: 'pointer', buttons: 0, x, y, isLong: false });
  return releases;
}

function releaseOf(key: Key): ClientMessage {
  return { t: 'key', isDown: false, key };
}

/** A key is a place on the keyboard; its symbol may change with Shift while it is down. */
function nameOf({ keysym, keycode }: Key): string {
  return keycode === undefined || keycode === 0 ? `symbol ${keysym}` : `place ${keycode}`;
}
