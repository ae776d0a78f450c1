/** What an invitation promises besides a place in the account. */
export const promisedParts = ['role', 'permissions', 'access', 'groups'] as const;
/** What an accepted invitation could not bring any more (I10). */
export type NotBrought = readonly (typeof promisedParts)[number][];

/** What of the browser keeps it: the memory of this tab. */
type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

const nameOf = (accountId: string) => `latchkey.not-brought.${accountId}`;

/** Keeps what an invitation into an account could not bring, until whoever accepted it has read it. */
export function keepNotBrought(store: Store | undefined, accountId: string, missing: NotBrought): void {
  try {
    if (missing.length === 0) store?.removeItem(nameOf(accountId));
    else store?.setItem(nameOf(accountId), JSON.stringify(missing));
  } catch {
    // Strict settings refuse; then nothing is said here, and the admins see it in Activity all the same.
  }
}

/** What is to be said of the invitation into an account; nothing where all was brought or it was read. */
export function recallNotBrought(store: Store | undefined, accountId: string): NotBrought {
  try {
    const kept: unknown = JSON.parse(store?.getItem(nameOf(accountId)) ?? '[]');
    return Array.isArray(kept) ? promisedParts.filter((part) => kept.includes(part)) : [];
  } catch {
    return [];
  }
}
