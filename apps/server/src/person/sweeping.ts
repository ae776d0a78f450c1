import { sql } from 'kysely';
import { inTransaction } from '../kit/db.ts';
import type { Kit } from '../kit/kit.ts';

/**
 * Writes down which sign-ins and mailed links of people are over. They are refused whether or not this has run; it keeps a clock that is
 * turned back from making them work again.
 */
export async function sweepPeople(kit: Kit): Promise<void> {
  await inTransaction(kit.db, {}, ({ tx, now }) => sql`select sweep_people(${now})`.execute(tx));
}
