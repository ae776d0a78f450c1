import { prove as operation } from '@latchkey/contract/person';
import { sql } from 'kysely';
import { inTransaction } from '../kit/db.ts';
import { refund } from '../kit/limits.ts';
import { steps } from '../kit/operation.ts';
import { isRefusal } from '../kit/refused.ts';
import { uuidv7 } from '../kit/secrets.ts';
import { verifyOwn } from './own-password.ts';

export const prove = steps(operation, async ({ kit, me, body }) => {
  const verified = await verifyOwn(kit, me, body.password);
  if (isRefusal(verified)) return verified;
  return inTransaction(kit.db, {}, async ({ tx, now }) => {
    const { rows } = await sql<{ proved: boolean }>`
      select prove_sign_in(${me.token}, ${verified.password_hash}, ${uuidv7(now)}, ${now}) as proved`.execute(tx);
    if (!rows[0]?.proved) return { code: 'wrong-password' };
    await refund(tx, verified.paid);
    return {};
  });
});
