/** What is known when somebody opens the bare address. */
export type Arrival = {
  isSetUp: boolean;
  /** The accounts of the person's profiles; nothing when nobody is signed in. */
  accounts: readonly string[] | undefined;
  /** The profile used last in this browser. */
  last: string | undefined;
};

export type Destination =
  | { to: 'set-up' }
  | { to: 'sign-in' }
  | { to: 'account'; accountId: string }
  | { to: 'without-profile' };

/** Where the bare address leads: the set-up, the sign-in, the profile used last, the first one, or what somebody without a profile can do (P15). */
export function destinationOf({ isSetUp, accounts, last }: Arrival): Destination {
  if (accounts === undefined) return isSetUp ? { to: 'sign-in' } : { to: 'set-up' };
  const accountId = accounts.find((account) => account === last) ?? accounts[0];
  return accountId === undefined ? { to: 'without-profile' } : { to: 'account', accountId };
}

/** A path of this application to go on to after signing in; nothing for whatever could lead elsewhere or in a circle. */
export function safeNext(next: unknown): string | undefined {
  if (typeof next !== 'string' || next.length > 500) return undefined;
  return /^\/(a|me|operator)(\/[\w\-./]*)?(\?[\w\-.=&%]*)?$/.test(next) ? next : undefined;
}
