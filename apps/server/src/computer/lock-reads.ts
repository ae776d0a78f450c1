import { listLocks } from '@latchkey/contract/computer-locks';
import { type Extent, extentOf } from '@latchkey/domain/limited';
import { type RawBuilder, sql } from 'kysely';
import { pageOf, readCursor, totalOf } from '../kit/cursor.ts';
import { amongComputers } from '../kit/limited.ts';
import { type Member, read } from '../kit/operation.ts';
import { isNamedTo } from './naming.ts';

type Row = {
  id: string | null;
  computer_id: string;
  computer_name: string;
  member_id: string;
  member_name: string;
  is_named: boolean;
  address: string;
  at: Date;
  is_personal: boolean;
  ended_at: Date | null;
  ended_by: string | null;
  ended_by_name: string | null;
  is_braked: boolean;
  counted: number;
};

export const locks = read(listLocks, async ({ tx, me, query }) => {
  const [at, id] = query.cursor === undefined ? [] : readCursor(query.cursor, ['moment', 'id']);
  const parts: RawBuilder<unknown>[] = [sql`l.account_id = ${me.account_id}`];
  const extent = extentOf(me, 'computers.unlock');
  const seen = seenIn(me, extent);
  if (seen) parts.push(sql`and ${seen('l')}`);
  if (query.open !== undefined)
    parts.push(query.open === 'true' ? sql`and l.ended_at is null` : sql`and l.ended_at is not null`);
  if (query.computer_id !== undefined) parts.push(sql`and l.computer_id = ${query.computer_id}`);
  // Who unlocks in some groups sees nothing of locks elsewhere, not even that they count.
  const counting = seen && extent ? sql`and ${seen('o')}` : sql``;
  const named = (alias: string) => sql`(c.owner_id = ${me.member_id} or ${isNamedTo(me, 'computers.unlock', alias)})`;
  const of = sql.join(parts, sql` `);
  // Moments of a page are cut to the millisecond, as the cursor has them.
  const beyond =
    at === undefined ? sql`` : sql`and (date_trunc('milliseconds', l.at), l.id) < (${at}::timestamptz, ${id}::uuid)`;
  const { rows } = await sql<Row>`
    with page as (
      select l.*, date_trunc('milliseconds', l.at) as cut from lockout l where ${of} ${beyond} order by cut desc, l.id desc limit ${query.limit + 1}
    ), counted as (
      select count(*)::integer as n from (select from lockout l where ${of} limit 1001) capped
    )
    select p.id, p.computer_id, c.name as computer_name, p.member_id, m.sort_name as member_name, ${named('m')} as is_named, p.address, p.at, p.is_personal, p.ended_at,
           case when ${named('b')} then p.ended_by end as ended_by, b.sort_name as ended_by_name,
           exists (select from (select o.at, lag(o.at, 2) over (order by o.at) as third from lockout o
                                 where o.account_id = p.account_id and o.member_id = p.member_id and o.forgiven_at is null ${counting}) x
                    where x.at - x.third <= interval '1 day') as is_braked, counted.n as counted
      from counted left join page p on true
      left join computer c on c.account_id = p.account_id and c.id = p.computer_id
      left join member m on m.account_id = p.account_id and m.id = p.member_id
      left join member b on b.account_id = p.account_id and b.id = p.ended_by
     order by p.cut desc, p.id desc`.execute(tx);
  const found = rows.filter((row): row is Row & { id: string } => row.id !== null);
  const { items, next_cursor } = pageOf(found, query.limit, (row) => [row.at.toISOString(), row.id]);
  return { items: items.map(wired), next_cursor, total: totalOf(rows[0]?.counted ?? 0) };
});

/** The condition that a lock of the row `alias` is on a computer that the caller owns or may unlock; nothing where they may unlock all. */
function seenIn(me: Member, extent: Extent | undefined): ((alias: string) => RawBuilder<unknown>) | undefined {
  if (extent && extent.computers === null) return undefined;
  const inside = extent ? sql`or (true ${amongComputers(extent.computers, 'c')})` : sql``;
  return (alias) => sql`exists (
    select from computer c where c.account_id = ${sql.ref(`${alias}.account_id`)} and c.id = ${sql.ref(`${alias}.computer_id`)}
       and (c.owner_id = ${me.member_id} ${inside}))`;
}

function wired(row: Row & { id: string }) {
  return {
    id: row.id,
    computer: { id: row.computer_id, name: row.computer_name },
    member: row.is_named ? { id: row.member_id, name: row.member_name } : null,
    address: row.address,
    at: row.at.toISOString(),
    is_personal: row.is_personal,
    ended_at: row.ended_at?.toISOString() ?? null,
    ended_by: row.ended_by === null ? null : { member_id: row.ended_by, name: row.ended_by_name ?? '' },
    is_braked: row.is_braked,
  };
}
