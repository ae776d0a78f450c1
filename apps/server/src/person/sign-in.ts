import { signIn as operation } from '@latchkey/contract/person';
import { sql } from 'kysely';
import { limitKey } from '../kit/address.ts';
import { askOnce } from '../kit/db.ts';
import type { Kit } from '../kit/kit.ts';
import { charge, type Limit } from '../kit/limits.ts';
import { type Asked, steps } from '../kit/operation.ts';
import { isRefusal } from '../kit/refused.ts';
import { openSignIn } from './sign-ins.ts';

// Strangers share one budget a mailbox and one an address on the network; a browser that signed in before has its own and only that,
// so that nobody is locked out by a stranger, one behind the same address included.
const unknownBrowser: Limit = { name: 'sign-in-unknown', max: 10, window_s: 900 };
const knownBrowser: Limit = { name: 'sign-in-known', max: 10, window_s: 900 };
const fromAddress: Limit = { name: 'sign-in-address', max: 100, window_s: 900 };

export const signIn = steps(operation, async ({ kit, asked, body, cookies }) => {
  const found = await passwordOf(kit, asked, body.email);
  const budgets = found?.browser_is_known
    ? [{ limit: knownBrowser, subject: `${body.email} ${asked.browser?.toString('hex')}` }]
    : [
        { limit: unknownBrowser, subject: body.email },
        { limit: fromAddress, subject: limitKey(asked.address) },
      ];
  const paid = await charge(kit.db, budgets);
  if (isRefusal(paid)) return paid;
  const right = found
    ? await kit.passwords.verifyPassword(found.password_hash, body.password)
    : await kit.passwords.dummyVerify(body.password);
  if (!right || !found || !(await openSignIn(kit, asked, cookies, { ...found, paid })))
    return { code: 'wrong-sign-in' };
  return {};
});

type Found = { person_id: string; password_hash: string; browser_is_known: boolean };

async function passwordOf(kit: Kit, asked: Asked, email: string): Promise<Found | undefined> {
  const browser = asked.browser ?? Buffer.alloc(32);
  const rows = await askOnce(kit.db, () => sql<Found>`select * from password_of(${email}, ${browser})`);
  return rows[0];
}
