import { extentOf, type Limits } from '@latchkey/domain/limited';
import type { Permission } from '@latchkey/domain/role';
import { sql } from 'kysely';
import { type Db, inTransaction } from './db.ts';

/**
 * What somebody may do in an account, of their limits what tells one from another, and the user groups that they see users in where that is
 * in some only.
 */
export type Standing = { held: Permission[]; limits: string; within: readonly string[] | undefined };

/** What each sign-in may do in an account now, in the order asked, in one question; nothing where it has none (any more). */
export async function standingOf(
  db: Db,
  asked: readonly { token: Buffer; accountId: string }[],
): Promise<(Standing | undefined)[]> {
  const [tokens, accounts] = [asked.map((one) => one.token), asked.map((one) => one.accountId)];
  const rows = await inTransaction(db, { mode: 'read' }, async ({ tx, now }) => {
    const query = sql<{ place: number; held: Permission[]; limits: Limits | null }>`
      select place, held, limits from standing_of(${tokens}::bytea[], ${accounts}::uuid[], ${now})`;
    return (await query.execute(tx)).rows;
  });
  const found = new Map(
    rows.map(({ place, held, limits }) => [place, { held, limits: inWords(limits), within: withinOf(held, limits) }]),
  );
  return asked.map((_, index) => found.get(index + 1));
}

function withinOf(permissions: readonly Permission[], limits: Limits | null): readonly string[] | undefined {
  return extentOf({ permissions, limits: limits ?? undefined }, 'users.view')?.users ?? undefined;
}

function inWords(limits: Limits | null): string {
  if (limits === null) return '';
  const { permissions, user_tops, users, computers } = limits;
  return [permissions, user_tops, users, computers].map((of) => of?.toSorted().join(' ') ?? 'all').join(', ');
}
