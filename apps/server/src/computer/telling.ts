import { sql } from 'kysely';
import type { Tx } from '../kit/db.ts';

/** Tells every server, when and only if this commits, that the agents of these computers of the account are owed something. */
export async function tellAgents(tx: Tx, computerIds: readonly string[]): Promise<void> {
  if (computerIds.length === 0) return;
  await sql`select tell_agents(current_account(), ${computerIds}::uuid[])`.execute(tx);
}
