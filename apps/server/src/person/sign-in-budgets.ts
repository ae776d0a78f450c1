import { limitKey } from '../kit/address.ts';
import { type Limit, forgetCharges, type Subject } from '../kit/limits.ts';
import type { Tx } from '../kit/db.ts';

// Strangers share one budget a mailbox and one an address on the network; a browser that signed in before has its own and only that,
// so that nobody is locked out by a stranger, one behind the same address included.
const unknownBrowser: Limit = { name: 'sign-in-unknown', max: 10, window_s: 900 };
const knownBrowser: Limit = { name: 'sign-in-known', max: 10, window_s: 900 };
const fromAddress: Limit = { name: 'sign-in-address', max: 100, window_s: 900 };

/** What a wrong password is paid from in a browser that the person never signed in with. */
export function budgetsOfStranger(email: string, address: string): Subject[] {
  return [
    { limit: unknownBrowser, subject: email },
    { limit: fromAddress, subject: limitKey(address) },
  ];
}

/** What a wrong password is paid from in a browser that signed in before; `browser` is the hash of its token. */
export function budgetOfBrowser(email: string, browser: Buffer): Subject {
  return { limit: knownBrowser, subject: `${email} ${browser.toString('hex')}` };
}

/** Forgets the wrong passwords that were typed for a mailbox, in strange browsers and in these that know the person. */
export async function forgetWrongPasswords(tx: Tx, email: string, browsers: readonly Buffer[]): Promise<void> {
  const ofBrowsers = browsers.map((browser) => budgetOfBrowser(email, browser));
  await forgetCharges(tx, [{ limit: unknownBrowser, subject: email }, ...ofBrowsers]);
}
