import { timingSafeEqual } from 'node:crypto';
import type { Refusal } from '@latchkey/domain/refusal';
import { sql } from 'kysely';
import { inTransaction } from '../kit/db.ts';
import type { Kit } from '../kit/kit.ts';
import { foldSetUpCode, hashToken, newSetUpCode } from '../kit/secrets.ts';

/** A fresh set-up code with ten tries while there is no person, to be shown on the terminal; nothing afterwards. The old one is void. */
export async function renewSetUpCode(kit: Kit): Promise<string | undefined> {
  const code = newSetUpCode();
  return inTransaction(kit.db, {}, async ({ tx, now }) => {
    const { rows } = await sql<{
      renewed: boolean;
    }>`select renew_set_up_code(${hashToken(foldSetUpCode(code))}, ${now}) as renewed`.execute(tx);
    return rows[0]?.renewed ? code : undefined;
  });
}

async function isSetUp(kit: Kit): Promise<boolean> {
  const { rows } = await inTransaction(kit.db, { mode: 'read' }, ({ tx }) =>
    sql<{ is: boolean }>`select is_set_up() as is`.execute(tx),
  );
  return rows[0]?.is === true;
}

/** Checks a typed set-up code: one of ten tries is spent, and committed, before it is looked at, and given back when it is right. */
export async function checkSetUpCode(kit: Kit, typed: string): Promise<{ hash: Buffer } | Refusal> {
  const paid = await inTransaction(kit.db, {}, async ({ tx }) => {
    const { rows } = await sql<{ code_hash: Buffer; tries_left: number }>`select * from charge_set_up_code()`.execute(
      tx,
    );
    return rows[0];
  });
  if (!paid) return (await isSetUp(kit)) ? { code: 'already-set-up' } : { code: 'set-up-code-spent' };
  const hash = hashToken(foldSetUpCode(typed));
  if (!timingSafeEqual(hash, paid.code_hash)) {
    return paid.tries_left === 0
      ? { code: 'set-up-code-spent' }
      : { code: 'set-up-code-wrong', tries_left: paid.tries_left };
  }
  await inTransaction(kit.db, {}, ({ tx }) => sql`select refund_set_up_code(${hash})`.execute(tx));
  return { hash };
}
