import { actsOf } from '@latchkey/contract/acts';
import { listAudit } from '@latchkey/contract/audit';
import { type RawBuilder, sql } from 'kysely';
import { pageOf, readCursor, totalOf } from '../kit/cursor.ts';
import { read, type ReadContext } from '../kit/operation.ts';

type Named = { id: string; name: string | null };
type Row = {
  id: string | null;
  at: Date;
  act: string;
  actor_kind: 'member' | 'operator' | 'system';
  actor_id: string | null;
  actor_name: string | null;
  token: Named | null;
  targets: Named[];
  groups: Named[];
  role: string | null;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  address: string | null;
  counted: number;
};

type Wanted = Pick<ReadContext<typeof listAudit>, 'me' | 'query'>;

export const list = read(listAudit, async ({ tx, me, query }) => {
  const after = query.cursor === undefined ? undefined : readCursor(query.cursor, ['moment', 'id']);
  const { rows } = await sql<Row>`
    with page as (
      ${rowsOf({ me, query }, after, query.limit + 1)}
    ), counted as (
      select count(*)::integer as n from (${rowsOf({ me, query }, undefined, 1001)}) capped
    )
    select a.id, a.at, a.act, a.actor_kind, a.actor_id, a.before, a.after, c.n as counted,
           coalesce(nullif(w.name, ''), nullif(w.email, '')) as actor_name,
           case when a.token_id is not null then jsonb_build_object('id', a.token_id, 'name', t.name) end as token,
           p."values" #>> '{actor,address}' as address,
           coalesce((select jsonb_agg(jsonb_build_object('id', m.id, 'name', coalesce(nullif(m.name, ''), nullif(m.email, ''))) order by m.sort_name)
              from member m where m.account_id = a.account_id and m.id = any(a.targets)), '[]') as targets,
           coalesce((select jsonb_agg(jsonb_build_object('id', x.id, 'name', coalesce(g.name, p."values" ->> 'name'))
                order by x.id::text is not distinct from a.after ->> 'parent_id', x.at)
              from unnest(a.targets) with ordinality x (id, at) left join user_group g on g.account_id = a.account_id and g.id = x.id
             where g.id is not null or a.act = 'group.delete'), '[]') as groups,
           case when a.act like 'role.%' then coalesce((select r.name from custom_role r where r.account_id = a.account_id and r.id = any(a.targets)), p."values" ->> 'name') end as role
      from counted c left join page a on true
      left join audit_personal p on p.account_id = a.account_id and p.audit_id = a.id
      left join member w on w.account_id = a.account_id and w.id = a.actor_id
      left join api_token t on t.account_id = a.account_id and t.id = a.token_id
     order by a.at desc, a.id desc`.execute(tx);
  const found = rows.filter((row): row is Row & { id: string } => row.id !== null);
  const { items, next_cursor } = pageOf(found, query.limit, (row) => [row.at.toISOString(), row.id]);
  return { items: items.map(wired), next_cursor, total: totalOf(rows[0]?.counted ?? 0) };
});

/**
 * The rows that are meant, newest first, at most `limit`, whole: to look them up again by their keys would read the log a second time.
 * Every month of the log has statistics of its own, by which the planner walks it in order where what is asked for is frequent, and
 * looks the rows up by the act or the actor where they are few.
 */
function rowsOf({ me, query }: Wanted, after: readonly string[] | undefined, limit: number): RawBuilder<unknown> {
  const filter = filterOf(query);
  if (query.target_id === undefined)
    return sql`
      select a.* from audit a
       where a.account_id = ${me.account_id} ${stretchOf(query, after, LOG)} ${filter} order by a.at desc, a.id desc limit ${limit}`;
  // One at a time: beside the whole log they would be joined with all of it.
  return sql`
    select a.* from audit_target w cross join lateral (
      select a.* from audit a where a.account_id = ${me.account_id} and a.at = w.at and a.id = w.audit_id ${filter} limit 1
    ) a
     where w.account_id = ${me.account_id} and w.target_id = ${query.target_id}::uuid ${stretchOf(query, after, TARGETS)}
     order by w.at desc, w.audit_id desc limit ${limit}`;
}

/** By what the log, and the list of what acts were done to, are in order. */
type Order = { at: RawBuilder<Date>; id: RawBuilder<string> };
const LOG: Order = { at: sql.ref('a.at'), id: sql.ref('a.id') };
const TARGETS: Order = { at: sql.ref('w.at'), id: sql.ref('w.audit_id') };

/** From where to where it is walked: behind the page before, and between the moments asked for. */
function stretchOf({ from, to }: Wanted['query'], after: readonly string[] | undefined, { at, id }: Order) {
  // The moment by itself as well: of the log's months only those before it are looked at.
  const beyond =
    after &&
    sql`and ${at} <= ${after[0]}::timestamptz and (${at}, ${id}) < (${after[0]}::timestamptz, ${after[1]}::uuid)`;
  return sql`
    ${beyond ?? sql``}
    ${from === undefined ? sql`` : sql`and ${at} >= ${from}::timestamptz`}
    ${to === undefined ? sql`` : sql`and ${at} < ${to}::timestamptz`}`;
}

function filterOf({ act, actor_id }: Wanted['query']): RawBuilder<unknown> {
  return sql`
    ${act === undefined ? sql`` : sql`and a.act = any(${actsOf(act)}::text[])`}
    ${actor_id === undefined ? sql`` : sql`and a.actor_id = ${actor_id}::uuid`}`;
}

function wired(row: Row & { id: string }) {
  const { id, act, targets, groups, role, before, after, address } = row;
  const actor = { kind: row.actor_kind, id: row.actor_id, name: row.actor_name, token: row.token };
  return { id, at: row.at.toISOString(), act, actor, targets, groups, role, before, after, address };
}
