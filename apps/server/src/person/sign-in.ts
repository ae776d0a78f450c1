import { signIn as operation } from '@latchkey/contract/person';
import { sql } from 'kysely';
import { askOnce } from '../kit/db.ts';
import type { Kit } from '../kit/kit.ts';
import { charge } from '../kit/limits.ts';
import { type Asked, steps } from '../kit/operation.ts';
import { isRefusal } from '../kit/refused.ts';
import { budgetOfBrowser, budgetOfPerson, budgetsOfStranger } from './sign-in-budgets.ts';
import { openSignIn } from './sign-ins.ts';

export const signIn = steps(operation, async ({ kit, asked, body, cookies }) => {
  const found = await passwordOf(kit, asked, body.email);
  const known = found?.browser_is_known && asked.browser ? budgetOfBrowser(found.person_id, asked.browser) : undefined;
  const paid = await charge(kit.db, known ? [known] : budgetsOfStranger(body.email, asked.address));
  if (isRefusal(paid)) return paid;
  const paidToo = known ? [] : await charge(kit.db, [budgetOfPerson(found?.person_id ?? body.email)]);
  const right =
    found && !isRefusal(paidToo)
      ? await kit.passwords.verifyPassword(found.password_hash, body.password)
      : await kit.passwords.dummyVerify(body.password);
  if (!right || !found || isRefusal(paidToo)) return { code: 'wrong-sign-in' };
  const opened = await openSignIn(kit, asked, cookies, { ...found, paid: [...paid, ...paidToo] });
  return opened ? {} : { code: 'wrong-sign-in' };
});

type Found = { person_id: string; password_hash: string; browser_is_known: boolean };

async function passwordOf(kit: Kit, asked: Asked, email: string): Promise<Found | undefined> {
  const browser = asked.browser ?? Buffer.alloc(32);
  const rows = await askOnce(kit.db, () => sql<Found>`select * from password_of(${email}, ${browser})`);
  return rows[0];
}
