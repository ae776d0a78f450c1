import type { Refusal } from '@latchkey/domain/refusal';
import { sql } from 'kysely';
import { askOnce } from '../kit/db.ts';
import type { Kit } from '../kit/kit.ts';
import { type Charge, charge } from '../kit/limits.ts';
import type { Person } from '../kit/operation.ts';
import { isRefusal } from '../kit/refused.ts';
import { budgetOfSignIn } from './sign-in-budgets.ts';

/**
 * Checks the password that somebody who is signed in typed again. The attempt is paid for before it is looked at; who succeeds gives the
 * charges back in the transaction of what it was for, with the hash as the proof that it is still the present password.
 */
export async function verifyOwn(
  kit: Kit,
  me: Person,
  typed: string,
): Promise<{ password_hash: string; paid: Charge[] } | Refusal> {
  const paid = await charge(kit.db, [budgetOfSignIn(me.sign_in_id)]);
  if (isRefusal(paid)) return paid;
  const [row] = await askOnce(
    kit.db,
    (now) => sql<{ password_hash: string | null }>`select password_of_sign_in(${me.token}, ${now}) as password_hash`,
  );
  const password_hash = row?.password_hash ?? undefined;
  if (password_hash === undefined) return { code: 'not-signed-in' };
  const right = await kit.passwords.verifyPassword(password_hash, typed);
  return right ? { password_hash, paid } : { code: 'wrong-password' };
}
