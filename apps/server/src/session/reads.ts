import { listSessions } from '@latchkey/contract/session';
import type { SessionEnding, sessionStates } from '@latchkey/domain/session';
import { extentOf } from '@latchkey/domain/limited';
import { type RawBuilder, sql } from 'kysely';
import { isNamedTo } from '../computer/naming.ts';
import { pageOf, readCursor, totalOf } from '../kit/cursor.ts';
import { type Member, read } from '../kit/operation.ts';
import { isAllWithin, isWithin } from './seeing.ts';

type Row = {
  id: string | null;
  computer_id: string;
  computer_name: string;
  owner_id: string | null;
  member_id: string;
  member_name: string;
  state: (typeof sessionStates)[number];
  control: boolean;
  address: string;
  made_at: Date;
  opened_at: Date | null;
  ended_at: Date | null;
  ending: SessionEnding | null;
  ended_by: string | null;
  ended_by_name: string | null;
  may_end: boolean;
  counted: number;
};

export const list = read(listSessions, async ({ tx, me, query }) => {
  const [before] = query.cursor === undefined ? [] : readCursor(query.cursor, ['id']);
  const parts: RawBuilder<unknown>[] = [sql`s.account_id = ${me.account_id}`, seenBy(me)];
  if (query.live !== undefined)
    parts.push(query.live === 'true' ? sql`and s.state <> 'ended'` : sql`and s.state = 'ended'`);
  if (query.mine !== undefined) parts.push(sql`and s.member_id = ${me.member_id}`);
  if (query.computer_id !== undefined) parts.push(sql`and s.computer_id = ${query.computer_id}`);
  if (query.member_id !== undefined) parts.push(sql`and s.member_id = ${query.member_id}`);
  const of = sql.join(parts, sql` `);
  // On their own computer they see who ended a session, and of their own sessions.
  const named = sql`(${me.member_id} in (p.member_id, c.owner_id) or ${isNamedTo(me, 'sessions.view', 'b')})`;
  const beyond = before === undefined ? sql`` : sql`and s.id < ${before}::uuid`;
  // Ids are made in the order of time, so the newest come first.
  const { rows } = await sql<Row>`
    with page as (
      select s.* from session s where ${of} ${beyond} order by s.id desc limit ${query.limit + 1}
    ), counted as (
      select count(*)::integer as n from (select from session s where ${of} limit 1001) capped
    )
    select p.id, p.computer_id, c.name as computer_name, c.owner_id, p.member_id, m.sort_name as member_name, p.state, p.control, p.address,
           p.made_at, p.opened_at, p.ended_at, p.ending, case when ${named} then p.ended_by end as ended_by, b.sort_name as ended_by_name,
           ${isAllWithin(me, 'sessions.end', 'p')} as may_end, counted.n as counted
      from counted left join page p on true
      left join computer c on c.account_id = p.account_id and c.id = p.computer_id
      left join member m on m.account_id = p.account_id and m.id = p.member_id
      left join member b on b.account_id = p.account_id and b.id = p.ended_by
     order by p.id desc`.execute(tx);
  const sessions = rows.filter((row): row is Row & { id: string } => row.id !== null);
  const { items, next_cursor } = pageOf(sessions, query.limit, (row) => [row.id]);
  return { items: items.map((row) => wired(row, me)), next_cursor, total: totalOf(rows[0]?.counted ?? 0) };
});

/** The sessions `s` that somebody sees: all, or their own, those on computers they own, and those they look after. */
function seenBy(me: Member): RawBuilder<unknown> {
  if (me.permissions.includes('sessions.view')) return sql``;
  const after = extentOf(me, 'sessions.view') ? sql`or ${isWithin(me, 'sessions.view')}` : sql``;
  return sql`and (s.member_id = ${me.member_id} or exists (
    select from computer c where c.account_id = s.account_id and c.id = s.computer_id and (c.owner_id = ${me.member_id} ${after})))`;
}

function wired(row: Row & { id: string }, me: Member) {
  const { id, state, control, address, ending } = row;
  const isMine = row.member_id === me.member_id;
  const mayEnd = isMine || row.owner_id === me.member_id || row.may_end;
  return {
    id,
    computer: { id: row.computer_id, name: row.computer_name },
    member: { id: row.member_id, name: row.member_name },
    state,
    control,
    address,
    made_at: row.made_at.toISOString(),
    opened_at: row.opened_at?.toISOString() ?? null,
    ended_at: row.ended_at?.toISOString() ?? null,
    ending,
    ended_by: row.ended_by === null ? null : { member_id: row.ended_by, name: row.ended_by_name ?? '' },
    is_mine: isMine,
    can_end: state !== 'ended' && mayEnd,
  };
}
