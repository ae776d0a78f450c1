import { enterAccount } from '@latchkey/contract/account';
import { write } from '../kit/operation.ts';

export const enter = write(enterAccount, async ({ tx, now, me }) => {
  await tx
    .updateTable('member')
    .set({ last_entered_at: now })
    .where('account_id', '=', me.account_id)
    .where('id', '=', me.member_id)
    .execute();
  return {};
});
