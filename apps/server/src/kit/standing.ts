import type { Permission } from '@latchkey/domain/role';
import { sql } from 'kysely';
import { type Db, inTransaction } from './db.ts';

/** What each sign-in may do in an account now, in the order asked, in one question; nothing where it has none (any more). */
export async function standingOf(
  db: Db,
  asked: readonly { token: Buffer; accountId: string }[],
): Promise<(Permission[] | undefined)[]> {
  const [tokens, accounts] = [asked.map((one) => one.token), asked.map((one) => one.accountId)];
  const rows = await inTransaction(db, { mode: 'read' }, async ({ tx, now }) => {
    const query = sql<{ place: number; held: Permission[] }>`
      select place, held from standing_of(${tokens}::bytea[], ${accounts}::uuid[], ${now})`;
    return (await query.execute(tx)).rows;
  });
  const held = new Map(rows.map((row) => [row.place, row.held]));
  return asked.map((_, index) => held.get(index + 1));
}
