import { sql } from 'kysely';
import type { Thing } from '../kit/consequences.ts';
import type { Tx } from '../kit/db.ts';

/** Who made the requests that these items name. */
export async function askersOf(tx: Tx, accountId: string, items: readonly object[]): Promise<string[]> {
  const { rows } = await sql<{ member_id: string }>`
    select distinct q.member_id from access_request q where q.account_id = ${accountId} and q.id = any (${idsIn(items)}::uuid[])`.execute(
    tx,
  );
  return rows.map(({ member_id }) => member_id);
}

/** The locks that stand on computers that those requests want unlocked, by the names of the computers. */
export async function locksAskedOf(tx: Tx, accountId: string, items: readonly object[]): Promise<Thing[]> {
  const { rows } = await sql<Thing>`
    select distinct 'lock' as kind, l.member_id, l.id as subject_id, c.name as label, true as is_named
      from access_request q join lockout l on l.account_id = q.account_id and l.computer_id = q.computer_id and l.ended_at is null
      join computer c on c.account_id = l.account_id and c.id = l.computer_id
     where q.account_id = ${accountId} and q.id = any (${idsIn(items)}::uuid[]) and q.unlock
     order by label, subject_id`.execute(tx);
  return rows;
}

function idsIn(items: readonly object[]): string[] {
  return items.map((item): unknown => Reflect.get(item, 'request_id')).filter((id) => typeof id === 'string');
}
