import { closeAccount } from '@latchkey/contract/account';
import { erasedAt, refuseClosing } from '@latchkey/domain/account';
import { sql } from 'kysely';
import { enqueue } from '../kit/jobs.ts';
import { write } from '../kit/operation.ts';

export const close = write(closeAccount, async ({ tx, now, me, body, note }) => {
  const account = await tx
    .selectFrom('account')
    .select('company_name')
    .where('id', '=', me.account_id)
    .executeTakeFirstOrThrow();
  const refusal = refuseClosing(account.company_name, body.company_name);
  if (refusal) return refusal;
  await sql`
    update account set closed_at = ${now}, version = version + 1 where id = ${me.account_id}`.execute(tx);
  // Nobody can cancel it while the account is closed, so it must not take effect meanwhile.
  await sql`
    update handover set ending = 'cancelled', ended_at = ${now} where account_id = ${me.account_id} and ending is null`.execute(
    tx,
  );
  await enqueue(tx, 'account-mails', { account_id: me.account_id });
  const erased_at = erasedAt(now).toISOString();
  note({ before: { is_closed: false }, after: { is_closed: true, erased_at } });
  return { erased_at };
});
