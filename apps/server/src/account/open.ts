import { openAccount } from '@latchkey/contract/account';
import { sql } from 'kysely';
import { writeAudit } from '../kit/audit.ts';
import { inTransaction } from '../kit/db.ts';
import { charge, type Limit } from '../kit/limits.ts';
import { steps } from '../kit/operation.ts';
import { isRefusal, Refused } from '../kit/refused.ts';
import { uuidv7 } from '../kit/secrets.ts';

const byPerson: Limit = { name: 'account-open', max: 5, window_s: 86_400 };

export const open = steps(openAccount, async ({ kit, asked, me, body }) => {
  if (!kit.signUp) return { code: 'sign-up-closed' };
  const paid = await charge(kit.db, [{ limit: byPerson, subject: me.person_id }]);
  if (isRefusal(paid)) return paid;
  const account_id = uuidv7(new Date());
  return inTransaction(kit.db, { accountId: account_id }, async (began) => {
    const { tx, now } = began;
    const member_id = uuidv7(now);
    const { rows } = await sql<{ opened: boolean }>`
      select open_account(${me.token}, ${account_id}, ${member_id}, ${body.company_name}, ${body.language}, ${now}) as opened`.execute(
      tx,
    );
    if (!rows[0]?.opened) throw new Refused({ code: 'not-signed-in' });
    const actor = {
      kind: 'member',
      id: member_id,
      personal: { name: me.name, email: me.email, address: asked.address },
    } as const;
    const note = { after: { company_name: body.company_name, role: 'holder' } };
    await writeAudit(began, account_id, actor, [{ act: openAccount.id, input: {}, reply: { member_id }, note }]);
    return { account_id };
  });
});
