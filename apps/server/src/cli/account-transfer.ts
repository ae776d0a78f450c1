import type { GrantableRole } from '@latchkey/domain/role';
import type { Config } from '../config.ts';
import { transferAccount as transfer } from '../handover/transfer.ts';
import { inTransaction } from '../kit/db.ts';
import { mailServerOf } from '../kit/mails.ts';
import { isRefusal } from '../kit/refused.ts';
import { StartRefusal } from '../kit/start-refusal.ts';
import { accountNamed } from './account-named.ts';
import { MAIL_WAITS, operatorName, withOperatorKit } from './installation.ts';

export type Wanted = { account: string; email: string; oldHolderRole: GrantableRole };

/**
 * Makes an active user the account holder at once, for an account whose holder is lost (O4); both are told by mail. Gives the lines to
 * print. Throws StartRefusal when there is no such account or user.
 */
export function transferAccount(config: Config, { account, email, oldHolderRole }: Wanted): Promise<string[]> {
  return withOperatorKit(config, async (kit) => {
    const { id, company_name } = await inTransaction(kit.db, {}, ({ tx }) => accountNamed(tx, account));
    return inTransaction(kit.db, { accountId: id }, async (began) => {
      const done = await transfer(began, { accountId: id, email, oldHolderRole, operatorName: operatorName() });
      if (isRefusal(done)) {
        const isHolder = done.code === 'not-yourself';
        throw new StartRefusal(
          isHolder
            ? `${email} holds the account of ${company_name} already.`
            : `${email} is no active user of ${company_name}. Have them invited and accept first.`,
        );
      }
      return [
        `${done.new_holder} is the account holder of ${company_name} now, ${done.old_holder} is not any more. Both are told by mail.`,
        ...((await mailServerOf(kit, began.tx)) ? [] : [MAIL_WAITS]),
      ];
    });
  });
}
