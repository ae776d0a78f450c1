import { sql } from 'kysely';
import type { Tx } from '../kit/db.ts';
import { StartRefusal } from '../kit/start-refusal.ts';

export type NamedAccount = { id: string; company_name: string; closed_at: Date | null };

const MOST_SHOWN = 20;

/**
 * The account that an operator means: by its id, or by its company name as it is written. Throws StartRefusal when there is none, or
 * when several companies have the name; then it lists their ids.
 */
export async function accountNamed(tx: Tx, named: string): Promise<NamedAccount> {
  const { rows } = await sql<NamedAccount & { made_at: Date }>`
    select id, company_name, closed_at, made_at from account
     where id::text = ${named.toLowerCase()} or company_name = ${named} order by made_at limit ${MOST_SHOWN}`.execute(
    tx,
  );
  const [account] = rows;
  if (!account) throw new StartRefusal(`There is no account called ${named}. Write its company name or its id.`);
  if (rows.length === 1) return account;
  const lines = rows.map((row) => `  ${row.id}  made ${row.made_at.toISOString()}`);
  throw new StartRefusal(
    [`Several accounts are called ${named}. Write the id of the one you mean:`, ...lines].join('\n'),
  );
}
