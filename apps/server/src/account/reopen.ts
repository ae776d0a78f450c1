import { reopenAccount } from '@latchkey/contract/account';
import { sql } from 'kysely';
import { writeAudit } from '../kit/audit.ts';
import { inTransaction } from '../kit/db.ts';
import { enqueue } from '../kit/jobs.ts';
import { steps } from '../kit/operation.ts';
import { Refused } from '../kit/refused.ts';

export const reopen = steps(reopenAccount, async ({ kit, asked, me, body }) => {
  const { account_id } = body;
  return inTransaction(kit.db, { accountId: account_id }, async (began) => {
    const { tx, now } = began;
    const { rows } = await sql<{ holder: string | null }>`
      select reopen_account(${me.token}, ${account_id}, ${now}) as holder`.execute(tx);
    const holder = rows[0]?.holder;
    if (!holder) throw new Refused({ code: 'not-found' });
    await enqueue(tx, 'account-mails', { account_id });
    const actor = {
      kind: 'member',
      id: holder,
      personal: { name: me.name, email: me.email, address: asked.address },
    } as const;
    const note = { before: { is_closed: true }, after: { is_closed: false } };
    await writeAudit(began, account_id, actor, [{ act: reopenAccount.id, input: {}, reply: {}, note }]);
    return { account_id };
  });
});
