import { changePassword as operation } from '@latchkey/contract/person';
import { sql } from 'kysely';
import { inTransaction } from '../kit/db.ts';
import { steps } from '../kit/operation.ts';
import { isRefusal } from '../kit/refused.ts';
import { uuidv7 } from '../kit/secrets.ts';
import { verifyOwn } from './own-password.ts';
import { openSignIn } from './sign-ins.ts';
import { refuseNewPassword } from './strength.ts';

export const changePassword = steps(operation, async ({ kit, asked, me, body, cookies }) => {
  const weak = refuseNewPassword(body.password);
  if (weak) return weak;
  const verified = await verifyOwn(kit, me, body.current_password);
  if (isRefusal(verified)) return verified;
  const password_hash = await kit.passwords.hashPassword(body.password);
  const person_id = await inTransaction(kit.db, {}, async ({ tx, now }) => {
    const { rows } = await sql<{ person_id: string | null }>`
      select change_password(${me.token}, ${verified.password_hash}, ${password_hash}, ${uuidv7(now)}, ${now}) as person_id`.execute(
      tx,
    );
    return rows[0]?.person_id ?? undefined;
  });
  // Somebody else changed it meanwhile.
  if (person_id === undefined) return { code: 'wrong-password' };
  // This browser goes on, under another token: the one it had ended with all the others.
  await openSignIn(kit, asked, cookies, { person_id, password_hash, paid: verified.paid });
  return {};
});
