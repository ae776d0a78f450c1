import { sql } from 'kysely';
import type { Began } from '../kit/db.ts';
import { tellNews } from '../kit/news.ts';
import { holdsFor } from './governed.ts';
import { tellAgents } from './telling.ts';

/** Whose reach an act may have taken: of which computers, or of which members. */
export type Touched = { computers: readonly string[] } | { members: readonly string[] };

/**
 * Ends the copies of codes whose members have no way to the computer any more (C12), tells the agents, and the lists that show it.
 * The account is locked, and what was to change is changed.
 */
export async function endLostReach({ tx, now }: Began, accountId: string, touched: Touched): Promise<void> {
  const computers = 'computers' in touched ? touched.computers : null;
  const members = 'members' in touched ? touched.members : null;
  const { rows } = await sql<{ id: string }>`
    select distinct end_lost_grants(${computers}::uuid[], ${members}::uuid[], ${now}) as id`.execute(tx);
  await tellAgents(tx, [...new Set([...(computers ?? []), ...rows.map(({ id }) => id)])]);
  await tellNews(tx, accountId, 'computer');
}

/** Withdraws codes for machines in the place of these computers whose makers manage them no more, since they stand in another group (G10). */
export async function endLostCodes({ tx, now }: Began, accountId: string, computers: readonly string[]): Promise<void> {
  await sql`
    update enrolment_code e set ending = 'withdrawn', ended_at = ${now} from computer c, member m
     where e.account_id = ${accountId} and e.computer_id = any (${computers}::uuid[]) and e.ending is null
       and c.account_id = e.account_id and c.id = e.computer_id and m.account_id = e.account_id and m.id = e.made_by
       and not ${holdsFor('computers.manage')}`.execute(tx);
}
