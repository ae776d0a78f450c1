import { listTokens, type tokenKinds } from '@latchkey/contract/token';
import { type Permission, powersOf } from '@latchkey/domain/role';
import { sql } from 'kysely';
import { pageOf, readCursor, totalOf } from '../kit/cursor.ts';
import { read } from '../kit/operation.ts';

/** How every token begins, so that people and scanners of leaked secrets know one when they see it. */
export const TOKEN_PREFIX = 'lk_';

type Row = {
  id: string | null;
  name: string;
  kind: (typeof tokenKinds)[number];
  scopes: Permission[];
  member_id: string;
  member_name: string;
  held: Permission[];
  is_active: boolean;
  made_at: Date;
  expires_at: Date;
  last_used_at: Date | null;
  ended_at: Date | null;
  counted: number;
};

export const list = read(listTokens, async ({ tx, me, query }) => {
  if (query.kind === 'account' && !me.permissions.includes('tokens.manage'))
    return { code: 'not-permitted', permission: 'tokens.manage' };
  const [before] = query.cursor === undefined ? [] : readCursor(query.cursor, ['id']);
  const of =
    query.kind === 'account'
      ? sql`t.account_id = ${me.account_id} and t.kind = 'account'`
      : sql`t.account_id = ${me.account_id} and t.member_id = ${me.member_id} and t.kind = 'personal'`;
  const beyond = before === undefined ? sql`` : sql`and t.id < ${before}::uuid`;
  // Ids are made in the order of time, so the newest come first.
  const { rows } = await sql<Row>`
    with page as (
      select t.account_id, t.id, t.member_id, t.kind, t.name, t.scopes, t.made_at, t.expires_at, t.last_used_at, t.ended_at
        from api_token t where ${of} ${beyond} order by t.id desc limit ${query.limit + 1}
    ), counted as (
      select count(*)::integer as n from (select from api_token t where ${of} limit 1001) capped
    )
    select p.id, p.name, p.kind, p.scopes, p.member_id, m.name as member_name, held_by(m.account_id, m.id) as held, m.status = 'active' as is_active,
           p.made_at, p.expires_at, p.last_used_at, p.ended_at, c.n as counted
      from counted c left join page p on true
      left join member m on m.account_id = p.account_id and m.id = p.member_id
     order by p.id desc`.execute(tx);
  const tokens = rows.filter((row): row is Row & { id: string } => row.id !== null);
  const { items, next_cursor } = pageOf(tokens, query.limit, (row) => [row.id]);
  return { items: items.map(wired), next_cursor, total: totalOf(rows[0]?.counted ?? 0) };
});

function wired(row: Row & { id: string }) {
  const { id, name, kind, scopes } = row;
  return {
    id,
    name,
    kind,
    scopes,
    powers: row.is_active ? [...powersOf(row.held, scopes)] : [],
    made_by: { member_id: row.member_id, name: row.member_name },
    made_at: row.made_at.toISOString(),
    expires_at: row.expires_at.toISOString(),
    last_used_at: row.last_used_at?.toISOString() ?? null,
    ended_at: row.ended_at?.toISOString() ?? null,
  };
}
