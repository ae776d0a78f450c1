import { listOwnRequests, listRequests } from '@latchkey/contract/request';
import type { RequestState } from '@latchkey/domain/request';
import type { Permission } from '@latchkey/domain/role';
import { sql } from 'kysely';
import { pageOf, readCursor, totalOf } from '../kit/cursor.ts';
import { read } from '../kit/operation.ts';

type Grantable = Exclude<Permission, 'roles.manage'>;
type Row = { id: string; permission: Grantable | null; unlock: boolean; note: string; made_at: Date };
type Counted = { counted: number };
type Own = Row & {
  computer: { id: string; name: string | null } | null;
  state: RequestState;
  ended_at: Date | null;
  answer: string;
};
type Asked = Row & {
  member: { id: string; name: string; email: string };
  computer: { id: string; name: string } | null;
};

const MOST_COUNTED = 1001;

export const listOwn = read(listOwnRequests, async ({ tx, me, query }) => {
  const [before] = query.cursor === undefined ? [] : readCursor(query.cursor, ['id']);
  const seesAll = me.permissions.includes('computers.manage') || me.permissions.includes('access.grant');
  const { rows } = await sql<Own>`
    select q.id, q.permission, q.unlock, q.note, q.made_at, q.ended_at, q.answer,
           case when q.state = 'open' and has_asked_for(q.account_id, q.member_id, q.computer_id, q.permission, q.unlock) then 'granted' else q.state end as state,
           case when q.computer_id is not null then jsonb_build_object('id', q.computer_id, 'name', (
             select c.name from computer c where c.account_id = q.account_id and c.id = q.computer_id and c.status <> 'removed'
                and (${seesAll} or exists (select from reach r where r.account_id = q.account_id and r.member_id = q.member_id and r.computer_id = c.id)))) end as computer
      from access_request q
     where q.account_id = ${me.account_id} and q.member_id = ${me.member_id} and (${before ?? null}::uuid is null or q.id < ${before ?? null}::uuid)
     order by q.id desc limit ${query.limit + 1}`.execute(tx);
  const { rows: counted } = await sql<Counted>`
    select count(*)::integer as counted from (
      select from access_request q where q.account_id = ${me.account_id} and q.member_id = ${me.member_id} limit ${MOST_COUNTED}) capped`.execute(
    tx,
  );
  const { items, next_cursor } = pageOf(rows, query.limit, ({ id }) => [id]);
  const wired = items.map((row) => ({
    ...row,
    made_at: row.made_at.toISOString(),
    ended_at: row.ended_at?.toISOString() ?? null,
  }));
  return { items: wired, next_cursor, total: totalOf(counted[0]?.counted ?? 0) };
});

const answering = ['access.grant', 'users.manage', 'computers.unlock'] as const;

/** Who neither gives access nor manages users nor unlocks computers has nothing to answer. */
export const list = read(listRequests, async ({ tx, me, query }) => {
  if (!answering.some((permission) => me.permissions.includes(permission)))
    return { code: 'not-permitted', permission: 'access.grant' };
  const [before] = query.cursor === undefined ? [] : readCursor(query.cursor, ['id']);
  const { rows } = await sql<Asked>`
    select q.id, q.permission, q.unlock, q.note, q.made_at, jsonb_build_object('id', m.id, 'name', m.sort_name, 'email', m.email) as member,
           case when c.id is not null then jsonb_build_object('id', c.id, 'name', c.name) end as computer
      from requests_for(${me.account_id}, ${me.member_id}, ${me.permissions}::text[], ${before ?? null}, ${query.limit + 1}) as f (id)
      join access_request q on q.account_id = ${me.account_id} and q.id = f.id
      join member m on m.account_id = q.account_id and m.id = q.member_id
      left join computer c on c.account_id = q.account_id and c.id = q.computer_id
     order by q.id desc`.execute(tx);
  const { rows: counted } = await sql<Counted>`
    select count(*)::integer as counted
      from requests_for(${me.account_id}, ${me.member_id}, ${me.permissions}::text[], null, ${MOST_COUNTED})`.execute(
    tx,
  );
  const { items, next_cursor } = pageOf(rows, query.limit, ({ id }) => [id]);
  return {
    items: items.map((row) => ({ ...row, made_at: row.made_at.toISOString() })),
    next_cursor,
    total: totalOf(counted[0]?.counted ?? 0),
  };
});
