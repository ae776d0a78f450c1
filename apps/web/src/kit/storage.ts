/** What this browser remembers for the screens. Never anything secret; without storage nothing is remembered and nothing breaks. */
type Remembered =
  | 'latchkey.language'
  | 'latchkey.scheme'
  | 'latchkey.profile'
  | 'latchkey.notices'
  | `latchkey.batches.${'member' | 'computer'}`;

/** What was remembered under a name, or nothing. */
export function recall(name: Remembered): string | undefined {
  try {
    return localStorage.getItem(name) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Remembers a value in this browser, if it lets us. */
export function remember(name: Remembered, value: string): void {
  try {
    localStorage.setItem(name, value);
  } catch {
    // Private windows and strict settings refuse; the choice then lasts as long as the page.
  }
}

/** The memory of this tab, which holds what was typed and not yet sent, if the browser lets us have it. */
export function tabStore(): Storage | undefined {
  try {
    return sessionStorage;
  } catch {
    return undefined;
  }
}

/** Forgets what was typed in this tab and not sent: whoever comes next is not to find it. */
export function forgetTyped(): void {
  tabStore()?.clear();
}
