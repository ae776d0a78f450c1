import { isBytes } from '@latchkey/wire/bytes';
import { HOST_KEY_BYTES } from '@latchkey/wire/handshake';

/** What of the browser's storage is used here. */
type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** The host key that this browser saw when this person last opened a session on this computer for the first time. */
export function pinOf(personId: string, computerId: string, store: Store = localStorage): string | undefined {
  const pin = store.getItem(placeOf(personId, computerId));
  return isBytes(pin, HOST_KEY_BYTES) ? pin : undefined;
}

/** Remembers a computer's key. Says whether the browser kept it: with its storage full or forbidden the session goes on without. */
export function pin(
  computer: { personId: string; computerId: string; hostKey: string },
  store: Store = localStorage,
): boolean {
  try {
    store.setItem(placeOf(computer.personId, computer.computerId), computer.hostKey);
    return true;
  } catch {
    return false;
  }
}

/** Forgets a key, when a person has compared the new one at the computer. */
export function unpin(personId: string, computerId: string, store: Store = localStorage): void {
  store.removeItem(placeOf(personId, computerId));
}

function placeOf(personId: string, computerId: string): string {
  return `latchkey.pin.${personId}.${computerId}`;
}
