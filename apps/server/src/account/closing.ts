import { sql } from 'kysely';
import { inTransaction } from '../kit/db.ts';
import type { Kit } from '../kit/kit.ts';

const MAILS_AT_ONCE = 500;
const ROWS_AT_ONCE = 5_000;

/**
 * The job that tells the members of an account that it was closed or reopened: what it is when the job runs. In parts, each its own
 * transaction; who was told of this closing is not told again, so a job that was killed is simply run again.
 */
export async function mailMembers(kit: Kit, accountId: string): Promise<void> {
  let after: string | null = null;
  do after = await mailSome(kit, accountId, after);
  while (after !== null);
}

async function mailSome(kit: Kit, accountId: string, after: string | null): Promise<string | null> {
  return inTransaction(kit.db, { accountId }, async ({ tx, now }) => {
    const account = await tx
      .selectFrom('account')
      .select(['closed_at', 'version'])
      .where('id', '=', accountId)
      .executeTakeFirst();
    if (!account) return null;
    const kind = account.closed_at === null ? 'account_reopened' : 'account_closed';
    const { rows } = await sql<{ last: string | null }>`
      select mail_members(${kind}, ${String(account.version)}, ${now}, ${after}::uuid, ${MAILS_AT_ONCE}) as last`.execute(
      tx,
    );
    return rows[0]?.last ?? null;
  });
}

/** Erases the accounts whose time to reopen is over (P14), a part a transaction. */
export async function eraseClosed(kit: Kit): Promise<void> {
  const gone = await inTransaction(kit.db, { mode: 'read' }, async ({ tx, now }) => {
    const { rows } = await sql<{ id: string }>`select accounts_to_erase(${now}) as id`.execute(tx);
    return rows.map((row) => row.id);
  });
  for (const id of gone) while (!(await eraseSome(kit, id)));
}

async function eraseSome(kit: Kit, id: string): Promise<boolean> {
  return inTransaction(kit.db, {}, async ({ tx, now }) => {
    const { rows } = await sql<{ done: boolean }>`select erase_account(${id}, ${now}, ${ROWS_AT_ONCE}) as done`.execute(
      tx,
    );
    return rows[0]?.done === true;
  });
}
