import { listCodes } from '@latchkey/contract/computer-access';
import { listGroups } from '@latchkey/contract/computer';
import type { EnrolmentKind } from '@latchkey/domain/computer';
import { extentOf } from '@latchkey/domain/limited';
import { type RawBuilder, sql } from 'kysely';
import { pageOf, readCursor, totalOf } from '../kit/cursor.ts';
import { type Member, read } from '../kit/operation.ts';
import { seesUser } from './naming.ts';

type Group = { id: string | null; name: string; version: number; computers: number };

export const groups = read(listGroups, async ({ tx, me }) => {
  const inside = insideOf(me);
  // Whoever neither manages computers nor gives access to them sees the groups of those they reach.
  const reached = sql`c.id in (select r.computer_id from reach r where r.account_id = ${me.account_id} and r.member_id = ${me.member_id})`;
  const seen = inside === null ? sql`c.status <> 'removed'` : sql`(${reached} or c.group_id = any (${inside}::uuid[]))`;
  const { rows } = await sql<Group>`
    with counted as materialized (
      select c.group_id, count(*)::integer as computers from computer c where c.account_id = ${me.account_id} and ${seen} group by c.group_id
    )
    select g.id, g.name, g.version, coalesce(n.computers, 0) as computers
      from computer_group g left join counted n on n.group_id = g.id
     where g.account_id = ${me.account_id} and (${inside === null} or n.computers > 0 or g.id = any (${inside ?? []}::uuid[]))
     union all select null, '', 0, coalesce((select n.computers from counted n where n.group_id is null), 0)
     order by 2, 1`.execute(tx);
  const items = rows.filter((row): row is Group & { id: string } => row.id !== null);
  return { items, ungrouped: rows.find(({ id }) => id === null)?.computers ?? 0 };
});

/** The groups somebody manages computers in or gives access to, besides those they reach into; null for all. */
function insideOf(me: Member): string[] | null {
  const extents = (['computers.manage', 'access.grant'] as const).flatMap((one) => extentOf(me, one) ?? []);
  return extents.some(({ computers }) => computers === null)
    ? null
    : extents.flatMap(({ computers }) => computers ?? []);
}

type Named = { id: string; name: string };
type Somebody = { member_id: string; name: string };
type CodeRow = {
  id: string;
  kind: EnrolmentKind;
  made_by: Somebody | null;
  made_at: Date;
  expires_at: Date;
  group: Named | null;
  owner: Somebody | null;
  computer: Named | null;
  uses: number;
  uses_left: number;
  needs_approval: boolean;
  counted: number;
};

export const codes = read(listCodes, async ({ tx, now, me, query }) => {
  const [before] = query.cursor === undefined ? [] : readCursor(query.cursor, ['id']);
  const of = sql`e.account_id = ${me.account_id} and e.ending is null and e.expires_at > ${now} ${shownTo(me)}`;
  const isNamed = (alias: string) =>
    me.limits && !me.permissions.includes('computers.manage') ? seesUser(me, alias) : sql`true`;
  const beyond = before === undefined ? sql`` : sql`and e.id < ${before}::uuid`;
  // Ids are made in the order of time, so the newest come first.
  const { rows } = await sql<CodeRow>`
    with page as (
      select e.* from enrolment_code e where ${of} ${beyond} order by e.id desc limit ${query.limit + 1}
    ), counted as (
      select count(*)::integer as n from (select from enrolment_code e where ${of} limit 1001) capped
    )
    select p.id, p.kind, p.made_at, p.expires_at, p.uses, p.uses_left, p.needs_approval, n.n as counted,
           case when ${isNamed('m')} then jsonb_build_object('member_id', m.id, 'name', m.sort_name) end as made_by,
           case when g.id is not null then jsonb_build_object('id', g.id, 'name', g.name) end as group,
           case when o.id is not null and ${isNamed('o')} then jsonb_build_object('member_id', o.id, 'name', o.sort_name) end as owner,
           case when c.id is not null then jsonb_build_object('id', c.id, 'name', c.name) end as computer
      from counted n left join page p on true
      left join member m on m.account_id = p.account_id and m.id = p.made_by
      left join computer_group g on g.account_id = p.account_id and g.id = p.group_id
      left join member o on o.account_id = p.account_id and o.id = p.owner_id
      left join computer c on c.account_id = p.account_id and c.id = p.computer_id
     order by p.id desc`.execute(tx);
  const found = rows.filter((row) => row.id !== null);
  const { items, next_cursor } = pageOf(found, query.limit, (row) => [row.id]);
  const shown = items.map(({ counted: _, made_at, expires_at, ...row }) => ({
    ...row,
    made_at: made_at.toISOString(),
    expires_at: expires_at.toISOString(),
  }));
  return { items: shown, next_cursor, total: totalOf(rows[0]?.counted ?? 0) };
});

/** The codes `e` that somebody sees: all, or their own and those for computers that will stand in groups they look after. */
function shownTo(me: Member): RawBuilder<unknown> {
  const extent = extentOf(me, 'computers.manage');
  if (!extent) return sql`and e.made_by = ${me.member_id}`;
  if (extent.computers === null) return sql``;
  return sql`and (e.made_by = ${me.member_id} or e.group_id = any (${extent.computers}::uuid[]) or exists (
    select from computer c where c.account_id = e.account_id and c.id = e.computer_id and c.group_id = any (${extent.computers}::uuid[])))`;
}
