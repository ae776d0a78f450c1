import type { Role } from '@latchkey/domain/role';
import { sql } from 'kysely';
import { type Db, inTransaction } from './db.ts';

/** The role that each sign-in has in an account now, in the order asked, in one question; nothing where it has none (any more). */
export async function standingOf(
  db: Db,
  asked: readonly { token: Buffer; accountId: string }[],
): Promise<(Role | undefined)[]> {
  const [tokens, accounts] = [asked.map((one) => one.token), asked.map((one) => one.accountId)];
  const rows = await inTransaction(db, { mode: 'read' }, async ({ tx, now }) => {
    const query = sql<{ place: number; role: Role }>`
      select place, role from standing_of(${tokens}::bytea[], ${accounts}::uuid[], ${now})`;
    return (await query.execute(tx)).rows;
  });
  const roles = new Map(rows.map((row) => [row.place, row.role]));
  return asked.map((_, index) => roles.get(index + 1));
}
