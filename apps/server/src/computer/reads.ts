import { listComputers, readComputer } from '@latchkey/contract/computer';
import type { Query } from '@latchkey/contract/operation';
import type { reachWays } from '@latchkey/domain/computer';
import { type RawBuilder, sql } from 'kysely';
import { pageOf, readCursor, totalOf } from '../kit/cursor.ts';
import { type Member, read } from '../kit/operation.ts';
import { Refused } from '../kit/refused.ts';
import { beginning, conditionsOf, isOnline, managedIn, seenIn, type Sight, sightOf } from './listed.ts';
import { seesUser } from './naming.ts';

type Row = {
  id: string;
  name: string;
  version: number;
  group: { id: string; name: string } | null;
  status: 'waiting' | 'active';
  online: boolean;
  os: string;
  os_user: string;
  owner_id: string | null;
  owner_name: string | null;
  sees_owner: boolean;
  manages: boolean;
  added_at: Date;
  last_seen_at: Date | null;
  needs_code: boolean;
  locked: boolean;
  via: (typeof reachWays)[number][];
};
type ListedRow = Row & { place: string; counted: number };
type OneRow = Row & { hostname: string; agent_version: string; problem: string; quarantined: boolean };
type Asked = Query<typeof listComputers>;

/** How the member reaches these computers. */
function waysTo(ids: RawBuilder<unknown>, me: Member): RawBuilder<unknown> {
  return sql`, ways as materialized (select w.computer_id, w.via from ways_of(${me.account_id}, ${me.member_id}, ${ids}) w)`;
}

/** What is shown of a computer `c`; of what the caller holds for the whole account nothing is asked of the database. */
function columnsFor(me: Member): RawBuilder<unknown> {
  const seesOwner = me.limits
    ? sql`exists (select from member o where o.account_id = c.account_id and o.id = c.owner_id and ${seesUser(me, 'o')})`
    : sql`false`;
  return sql`${columns}, ${managedIn(me) ?? sql`false`} as manages, ${seesOwner} as sees_owner`;
}

const columns = sql`
    c.id, c.name, c.version, c.status, ${isOnline} as online, c.os, c.os_user, c.owner_id, c.made_at as added_at, c.last_seen_at,
    c.base_cred_id is null as needs_code, c.lock_id is not null as locked,
    (select jsonb_build_object('id', g.id, 'name', g.name) from computer_group g where g.account_id = c.account_id and g.id = c.group_id) as group,
    (select o.sort_name from member o where o.account_id = c.account_id and o.id = c.owner_id) as owner_name,
    coalesce((select w.via from ways w where w.computer_id = c.id), '{}') as via`;

const keys = {
  name: sql`c.sort_name`,
  last_seen: sql`coalesce(c.last_seen_at, '-infinity')`,
  added: sql`c.made_at`,
} satisfies Record<Asked['sort'], unknown>;

/** The statement that finds a page of the list, and counts what fits to 1,001. */
export function pageQuestion(
  query: Asked,
  { now, me, sight }: { now: Date; me: Member; sight: Sight },
): RawBuilder<ListedRow> {
  const where = sql.join(conditionsOf(query, me, sight), sql` and `);
  const [key, direction] = [keys[query.sort], query.order === 'asc' ? sql`asc` : sql`desc`];
  return sql<ListedRow>`
    ${beginning(now, me, sight)}, page as (
      select c.account_id, c.id, ${key} as key from computer c where ${where} ${beyond(query)}
       order by ${key} ${direction}, c.id ${direction} limit ${query.limit + 1}
    ), counted as (
      select count(*)::integer as n from (select from computer c where ${where} limit 1001) capped
    )${waysTo(sql`array(select page.id from page)`, me)}
    select ${columnsFor(me)}, ${placeIn(query)} as place, counted.n as counted
      from counted left join (page join computer c on c.account_id = page.account_id and c.id = page.id) on true
     order by page.key ${direction}, page.id ${direction}`;
}

export const list = read(listComputers, async ({ tx, now, me, query }) => {
  const { rows } = await pageQuestion(query, { now, me, sight: await sightOf(tx, me) }).execute(tx);
  const found = rows.filter((row) => row.id !== null);
  const { items, next_cursor } = pageOf(found, query.limit, (row) => [orderOf(query), row.place, row.id]);
  return { items: items.map((row) => wired(row, me)), next_cursor, total: totalOf(rows[0]?.counted ?? 0) };
});

export const one = read(readComputer, async ({ tx, now, me, params }) => {
  const sight = await sightOf(tx, me);
  const { rows } = await sql<OneRow>`
    ${beginning(now, me, sight)}${waysTo(sql`array[${params.computer_id}::uuid]`, me)}
    select ${columnsFor(me)}, c.hostname, c.agent_version, c.problem, c.quarantined_at is not null as quarantined
      from computer c where ${sql.join(seenIn(sight, me), sql` and `)} and c.id = ${params.computer_id}`.execute(tx);
  const [row] = rows;
  if (!row) return { code: 'not-found' };
  const { hostname, agent_version, problem, quarantined } = row;
  return { ...wired(row, me), hostname, agent_version, problem, quarantined };
});

/** A cursor is a place in one order: in another it would mean nothing. */
function orderOf({ sort, order }: Pick<Asked, 'sort' | 'order'>): string {
  return `${sort}.${order}`;
}

/** Where a computer `c` stands in an order: a name, or a moment in microseconds, which is finer than our clock tells. */
function placeIn({ sort }: Asked): RawBuilder<unknown> {
  if (sort === 'name') return sql`c.sort_name`;
  const moment = keys[sort];
  return sql`case when ${moment} = '-infinity' then 'never' else (extract(epoch from ${moment}) * 1000000)::bigint::text end`;
}

function beyond(query: Asked): RawBuilder<unknown> {
  if (query.cursor === undefined) return sql``;
  const [of, place, id] = readCursor(query.cursor, ['text', 'text', 'id']);
  const isPlace = query.sort === 'name' || /^(never|-?\d{1,16})$/.test(place);
  if (of !== orderOf(query) || !isPlace)
    throw new Refused({ code: 'invalid', problems: [{ path: 'cursor', problem: 'invalid' }] });
  const from =
    query.sort === 'name'
      ? sql`${place}::text`
      : place === 'never'
        ? sql`'-infinity'::timestamptz`
        : sql`(timestamptz 'epoch' + ${place}::bigint * interval '1 microsecond')`;
  return sql`and (${keys[query.sort]}, c.id) ${query.order === 'asc' ? sql`>` : sql`<`} (${from}, ${id}::uuid)`;
}

/** A row as the caller may see it: owners of what they reach, or of all where they see users (G11). */
function wired(row: Row, me: Member) {
  const { id, name, version, group, status, online, os, needs_code, locked, via } = row;
  const isMine = row.owner_id === me.member_id;
  const seesOwner = via.length > 0 || isMine || row.sees_owner || me.permissions.includes('users.view');
  const owner = row.owner_id === null || !seesOwner ? null : { member_id: row.owner_id, name: row.owner_name ?? '' };
  const os_user = isMine || row.manages || me.permissions.includes('computers.manage') ? row.os_user : null;
  const moments = { added_at: row.added_at.toISOString(), last_seen_at: row.last_seen_at?.toISOString() ?? null };
  const reached = via.length > 0;
  return { id, name, version, group, status, online, os, os_user, owner, ...moments, needs_code, locked, reached, via };
}
