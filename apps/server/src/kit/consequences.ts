import type { consequenceKinds } from '@latchkey/contract/operation';
import { type Extent, extentOf, type Limited } from '@latchkey/domain/limited';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from './db.ts';
import { amongUsers } from './limited.ts';

/** One thing that a member has now and may have no more. */
export type Thing = {
  kind: (typeof consequenceKinds)[number];
  member_id: string;
  subject_id: string;
  label: string;
  /** Whether it may be named to who looks; counted it is always. */
  is_named: boolean;
};
export type Consequence = {
  kind: Thing['kind'];
  change: 'lost' | 'gained';
  total: number;
  first50: { id: string; label: string }[];
};

/** What an act is about: members, or computers, those of a group among them. */
export type Subjects = { members: readonly string[]; computers: readonly string[] };

/** What the items name, found out before the act: afterwards a group may have no computers any more. */
export async function subjectsOf(tx: Tx, items: readonly object[]): Promise<Subjects> {
  const [members, computers] = [named(items, 'member_id'), named(items, 'computer_id')];
  const groups = members.length + computers.length > 0 ? [] : named(items, 'group_id');
  if (groups.length === 0) return { members, computers };
  const { rows } = await sql<{ id: string }>`select id from computer where group_id = any (${groups}::uuid[])`.execute(
    tx,
  );
  return { members, computers: rows.map(({ id }) => id) };
}

type Looking = Limited & { account_id: string; member_id: string };

/** Whom and what somebody who is limited to groups may be told by name; null for all. */
function sightOf(me: Looking): Extent {
  if (!me.limits) return { users: null, computers: null };
  return {
    users: me.permissions.includes('users.view') ? null : (extentOf(me, 'users.view')?.users ?? []),
    computers: me.permissions.includes('computers.manage') ? null : me.limits.computers,
  };
}

/**
 * The condition that a thing, a row `c` with its kind and its subject, may be named to who looks: whom or what it is about besides the
 * member who has it is not outside their limits (G11).
 */
export function isNamedTo(me: Looking): RawBuilder<boolean> {
  const { users, computers } = sightOf(me);
  if (users === null && computers === null) return sql`true`;
  const home = me.account_id;
  const there = sql`${computers === null} or x.group_id = any (${computers ?? []}::uuid[])`;
  return sql`case
    when c.kind = 'invitation' then exists (
      select from invitation i join member p on p.account_id = i.account_id and p.id = i.member_id
       where i.account_id = ${home} and i.id = c.subject_id ${amongUsers(users, 'p')})
    when c.kind = 'code' then exists (
      select from enrolment_code e left join computer x on x.account_id = e.account_id and x.id = e.computer_id
       where e.account_id = ${home} and e.id = c.subject_id
         and (${computers === null} or coalesce(x.group_id, e.group_id) = any (${computers ?? []}::uuid[]))
         and (e.owner_id is null or exists (select from member p where p.account_id = e.account_id and p.id = e.owner_id ${amongUsers(users, 'p')})))
    when c.kind in ('computer', 'owned-computer') then exists (
      select from computer x where x.account_id = ${home} and x.id = c.subject_id and (${there}))
    when c.kind = 'session' then exists (
      select from session s join computer x on x.account_id = s.account_id and x.id = s.computer_id
       where s.account_id = ${home} and s.id = c.subject_id and (${there}))
    else true end`;
}

/** Kinds that hang on members alone, and not on what these reach. */
const rights = ['permission', 'invitation', 'token', 'code', 'job'] as const satisfies Thing['kind'][];
/** From so many members on they are asked about as a set. */
const MANY = 20;

/**
 * Asks about many members without going from one row to the next: right after a great import the planner takes them for few, and would
 * go through all pairs of them (minutes for ten thousand). For questions whose every table is narrowed to them.
 */
export async function asSet<T>(tx: Tx, members: readonly string[], ask: () => Promise<T>): Promise<T> {
  if (members.length < MANY) return ask();
  await sql`select set_config('enable_nestloop', 'off', true)`.execute(tx);
  const answer = await ask();
  await sql`select set_config('enable_nestloop', 'on', true)`.execute(tx);
  return answer;
}

/**
 * What those members have now, or who has those computers: the rows of the view `consequence` (P9). Who has a computer is named to who
 * sees users, those of them whom they see, and to its owner (G11); to others it is a number.
 */
export async function lookAt(tx: Tx, { members, computers }: Subjects, me: Looking): Promise<Thing[]> {
  const isOwn = sql`c.subject_id in (select o.id from computer o where o.owner_id = ${me.member_id})`;
  const extent = extentOf(me, 'users.view');
  const isNamed = !extent
    ? isOwn
    : extent.users === null
      ? sql`true`
      : sql`(${isOwn} or true ${amongUsers(extent.users, 'm')})`;
  const withName = sql`case when ${isNamed} then m.sort_name || ' · ' || c.label else c.label end`;
  // Of several members it is said whose access to a computer it is.
  const label =
    members.length > 1 ? sql`case when c.kind like '%computer' then ${withName} else c.label end` : sql`c.label`;
  if (members.length > 0) {
    const query = (kinds: RawBuilder<unknown>) => sql<Thing>`
      select distinct c.kind, c.member_id, c.subject_id, ${label} as label, ${isNamedTo(me)} as is_named
        from consequence c join member m on m.account_id = c.account_id and m.id = c.member_id
       where c.member_id = any (${members}::uuid[]) and ${kinds} order by label, subject_id`;
    const of = sql`c.kind in (${sql.join(rights.map((kind) => sql.lit(kind)))})`;
    const held = await asSet(tx, members, () => query(of).execute(tx));
    return [...held.rows, ...(await query(sql`not ${of}`).execute(tx)).rows];
  }
  if (computers.length === 0) return [];
  const { rows } = await sql<Thing>`
    select distinct c.kind, c.member_id, c.subject_id, ${withName} as label, ${isNamedTo(me)} as is_named
      from (
        select * from consequence where kind in ('computer', 'owned-computer') and subject_id = any (${computers}::uuid[])
        union all
        -- A code for a machine in the place of the computer falls with it.
        select * from consequence where kind = 'code' and subject_id = any (array(
          select e.id from enrolment_code e where e.computer_id = any (${computers}::uuid[]) and e.ending is null))
        union all
        select * from consequence where kind = 'session' and subject_id = any (array(
          select s.id from session s where s.computer_id = any (${computers}::uuid[]) and s.state <> 'ended'))
      ) c join member m on m.account_id = c.account_id and m.id = c.member_id
     order by label, subject_id`.execute(tx);
  return rows;
}

/**
 * Of what these members have only what they may do beyond their roles, and what acts without them by such; for acts that change nothing
 * else, on many. Whom an invitation is for is said to who sees users, those of them whom they see (G11).
 */
export async function rightsOf(tx: Tx, members: readonly string[], me: Looking): Promise<Thing[]> {
  const isSeen = extentOf(me, 'users.view') !== undefined;
  const { rows } = await asSet(tx, members, () =>
    sql<Thing>`
    select distinct c.kind, c.member_id, c.subject_id, case when c.kind = 'permission' or ${isSeen} then c.label else '' end as label,
           ${isNamedTo(me)} as is_named
      from consequence c
     where c.member_id = any (${members}::uuid[]) and c.kind in (${sql.join(rights.map((kind) => sql.lit(kind)))})
     order by label, c.subject_id`.execute(tx),
  );
  return rows;
}

function named(items: readonly object[], field: string): string[] {
  return items.flatMap((item) => {
    const id: unknown = Reflect.get(item, field);
    return typeof id === 'string' ? [id] : [];
  });
}

/** The difference between two looks, by kind: what is lost and what is gained. */
export function consequencesOf(before: Thing[], after: Thing[]): Consequence[] {
  return [...differences(before, after, 'lost'), ...differences(after, before, 'gained')];
}

function differences(from: Thing[], without: Thing[], change: Consequence['change']): Consequence[] {
  const kept = new Set(without.map(nameOf));
  const gone = from.filter((thing) => !kept.has(nameOf(thing)));
  // A thing that several lose, like an invitation whose two ends are named, is one thing.
  const each = new Map(gone.map((thing) => [nameOf(thing), thing])).values();
  const byKind = Map.groupBy(each, (thing) => thing.kind);
  return [...byKind].map(([kind, things]) => ({
    kind,
    change,
    total: things.length,
    first50: things
      .filter((thing) => thing.is_named)
      .slice(0, 50)
      .map((thing) => ({ id: thing.subject_id, label: thing.label })),
  }));
}

// A role is the same subject with another label; a computer is lost by each who had it. An invitation is one, whoever answers for it.
function nameOf({ kind, member_id, subject_id, label }: Thing): string {
  const whose = kind === 'computer' || kind === 'owned-computer' ? member_id : '';
  return `${kind} ${whose} ${subject_id} ${kind === 'role' || kind === 'permission' ? label : ''}`;
}
