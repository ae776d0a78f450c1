import { limitKey } from '../kit/address.ts';
import { type Limit, forgetCharges, type Subject } from '../kit/limits.ts';
import type { Tx } from '../kit/db.ts';

// Strangers share one budget a mailbox and one an address on the network; a browser that signed in before has its own and only that,
// so that nobody is locked out by a stranger, one behind the same address included. Whoever is signed in and types the password again
// pays from their sign-in.
const unknownBrowser: Limit = { name: 'sign-in-unknown', max: 10, window_s: 900 };
const anyMailbox: Limit = { name: 'sign-in-person', max: 10, window_s: 900 };
const knownBrowser: Limit = { name: 'sign-in-known', max: 10, window_s: 900 };
const signedIn: Limit = { name: 'sign-in-prove', max: 10, window_s: 900 };
const fromAddress: Limit = { name: 'sign-in-address', max: 100, window_s: 900 };

/** What a wrong password is paid from in a browser that the person never signed in with. */
export function budgetsOfStranger(email: string, address: string): Subject[] {
  return [
    { limit: unknownBrowser, subject: email },
    { limit: fromAddress, subject: limitKey(address) },
  ];
}

/**
 * What strangers pay from besides, so that several mailboxes of a person are worth no more guesses than one. When it is used up the
 * answer is that of a wrong password: to say more would tell that two mailboxes are one person's (P16). A mailbox that nobody has pays
 * for itself.
 */
export function budgetOfPerson(personOrMailbox: string): Subject {
  return { limit: anyMailbox, subject: personOrMailbox };
}

/** What a wrong password is paid from in a browser that signed in before; `browser` is the hash of its token. */
export function budgetOfBrowser(personId: string, browser: Buffer): Subject {
  return { limit: knownBrowser, subject: `${personId} ${browser.toString('hex')}` };
}

/** What a wrong password is paid from by whoever is signed in. */
export function budgetOfSignIn(signInId: string): Subject {
  return { limit: signedIn, subject: signInId };
}

/** Forgets the wrong passwords that were typed for a person: for their mailboxes in strange browsers, and in these that know them. */
export async function forgetWrongPasswords(
  tx: Tx,
  personId: string,
  mailboxes: readonly string[],
  browsers: readonly Buffer[],
): Promise<void> {
  const ofMailboxes = mailboxes.map((email) => ({ limit: unknownBrowser, subject: email }));
  const ofBrowsers = browsers.map((browser) => budgetOfBrowser(personId, browser));
  await forgetCharges(tx, [budgetOfPerson(personId), ...ofMailboxes, ...ofBrowsers]);
}
