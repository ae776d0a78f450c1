import { erasedAt } from '@latchkey/domain/account';
import { sql } from 'kysely';
import type { Config } from '../config.ts';
import { writeAudit } from '../kit/audit.ts';
import { type Began, inTransaction } from '../kit/db.ts';
import { enqueue } from '../kit/jobs.ts';
import { mailServerOf } from '../kit/mails.ts';
import { StartRefusal } from '../kit/start-refusal.ts';
import { accountNamed, type NamedAccount } from './account-named.ts';
import { MAIL_WAITS, operatorName, withOperatorKit } from './installation.ts';

/** Closes an account as its holder could (P14, O4); its members are told by mail. Throws StartRefusal when it is closed already. */
export function closeAccount(config: Config, named: string): Promise<string[]> {
  return change(config, named, async (began, account) => {
    if (account.closed_at !== null) throw new StartRefusal(`The account of ${account.company_name} is closed already.`);
    await sql`
      update account set closed_at = ${began.now}, version = version + 1 where id = ${account.id}`.execute(began.tx);
    await sql`
      update handover set ending = 'cancelled', ended_at = ${began.now}
       where account_id = ${account.id} and ending is null`.execute(began.tx);
    await note(began, account.id, { act: 'account.close', isClosed: true });
    return `The account of ${account.company_name} is closed. It can be reopened until ${erasedAt(began.now).toISOString()}; then everything but its invoices is erased.`;
  });
}

/** Reopens a closed account while it is not erased (P14, O4); its members are told by mail. Throws StartRefusal when it is open. */
export function reopenAccount(config: Config, named: string): Promise<string[]> {
  return change(config, named, async (began, account) => {
    if (account.closed_at === null) throw new StartRefusal(`The account of ${account.company_name} is open.`);
    await sql`update account set closed_at = null, version = version + 1 where id = ${account.id}`.execute(began.tx);
    await note(began, account.id, { act: 'account.reopen', isClosed: false });
    return `The account of ${account.company_name} is open again, with everything as it was.`;
  });
}

type Change = (began: Began, account: NamedAccount) => Promise<string>;

async function change(config: Config, named: string, work: Change): Promise<string[]> {
  return withOperatorKit(config, async (kit) => {
    const { id } = await inTransaction(kit.db, {}, ({ tx }) => accountNamed(tx, named));
    return inTransaction(kit.db, { accountId: id }, async (began) => {
      await sql`select from account where id = ${id} for no key update`.execute(began.tx);
      const said = await work(began, await accountNamed(began.tx, id));
      await enqueue(began.tx, 'account-mails', { account_id: id });
      const waits = (await mailServerOf(kit, began.tx)) ? [] : [MAIL_WAITS];
      return [said, 'Its members are told by mail.', ...waits];
    });
  });
}

async function note(began: Began, accountId: string, of: { act: string; isClosed: boolean }): Promise<void> {
  const actor = { kind: 'operator', id: null, personal: { name: operatorName() } } as const;
  const change = { before: { is_closed: !of.isClosed }, after: { is_closed: of.isClosed } };
  await writeAudit(began, accountId, actor, [{ act: of.act, input: {}, reply: {}, note: change }]);
}
