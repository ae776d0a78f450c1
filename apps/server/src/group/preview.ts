import { extentOf } from '@latchkey/domain/limited';
import { type Alike, type Lost, lostBy, type Opened, UNGROUPED } from '@latchkey/domain/opened';
import { sql } from 'kysely';
import { type Consequence, consequencesOf, rightsOf } from '../kit/consequences.ts';
import type { Tx } from '../kit/db.ts';
import { watchExtents } from '../kit/extent-watch.ts';
import { amongComputers } from '../kit/limited.ts';
import type { Member, Preview } from '../kit/operation.ts';
import { groupsBelow, limitedAround } from './governing.ts';
import { membersBelow } from './grouping.ts';

/**
 * What an act on user groups takes from those in them and below them, and gives them (P9, G8): members who reach less or more, computers
 * that fewer or more reach, and live sessions that end; what it takes from those who look after groups, and gives them. Counted as sets:
 * pairs of both would be a hundred million.
 */
export const previewGroups: Preview = async ({ tx, me, items }) => {
  const named = idsIn(items, 'group_id');
  const reached = await lookAtReach({ tx, me }, named);
  const below = await membersBelow(tx, me, named);
  const { limited, afterwards } = await lookAtLimits({ tx, me }, { items, named, below });
  const touched = [...new Set([...below, ...limited])];
  const held = await rightsOf(tx, touched, me);
  return async () => [
    ...consequencesOf(held, await rightsOf(tx, touched, me)),
    ...(await reached()),
    ...(await afterwards()),
  ];
};

type After = () => Promise<Consequence[]>;

async function lookAtReach({ tx, me }: Of, named: readonly string[]): Promise<After> {
  const kinds = await membersTouched(tx, me, named);
  if (kinds.length === 0) return async () => [];
  const groups = [...new Set(kinds.flatMap((kind) => kind.groups))];
  const before = await openedBy(tx, me, groups);
  return async () => {
    const after = await openedBy(tx, me, groups);
    const alike = await alikeAmong({ tx, me }, kinds, { before, after });
    if (alike.length === 0) return [];
    const sizes = await sizesOf(tx, me);
    const lost = lostBy(alike, sizes);
    const gained = lostBy(
      alike.map((kind) => ({ ...kind, before: kind.after, after: kind.before })),
      sizes,
    );
    return [
      ...(await told({ tx, me }, 'lost', lost)),
      ...(await told({ tx, me }, 'gained', gained)),
      ...(await sessionsEnded({ tx, me }, lost.members)),
    ];
  };
}

type Touching = { items: readonly object[]; named: readonly string[]; below: readonly string[] };

/** Who looks after groups is nothing that somebody learns who looks after some themselves: others may be outside of these (G11). */
async function lookAtLimits(
  { tx, me }: Of,
  { items, named, below }: Touching,
): Promise<{ limited: string[]; afterwards: After }> {
  if (!me.permissions.includes('groups.manage')) return { limited: [], afterwards: async () => [] };
  const groups = await groupsBelow(tx, me, named);
  const around = [...groups, ...idsIn(items, 'parent_id')];
  const limited = await limitedAround(tx, me, { groups: around, members: below });
  return { limited, afterwards: await watchExtents({ tx, me }, { side: 'users', groups, things: below, limited }) };
}

type Of = { tx: Tx; me: Member };
type InGroups = { groups: string[]; members: string[] };

function idsIn(items: readonly object[], field: 'group_id' | 'parent_id'): string[] {
  return items.flatMap((item) => {
    const id: unknown = Reflect.get(item, field);
    return typeof id === 'string' ? [id] : [];
  });
}

/** Who reaches by these user groups and those below them, by the set of groups they are in. */
async function membersTouched(tx: Tx, { account_id }: Member, groups: readonly string[]): Promise<InGroups[]> {
  const { rows } = await sql<InGroups>`
    with touched as materialized (
      select distinct i.member_id as id
        from user_group_above x join user_group_member i on i.account_id = x.account_id and i.group_id = x.group_id
       where x.account_id = ${account_id} and x.above_id = any (${groups}::uuid[])
    )
    select d.groups, array_agg(d.id) as members from (
      select m.id, array_agg(i.group_id order by i.group_id) as groups
        from touched t
        join member m on m.account_id = ${account_id} and m.id = t.id and m.status = 'active' and m.role <> 'holder' and not m.only_own_access
        join user_group_member i on i.account_id = m.account_id and i.member_id = m.id
       group by m.id) d
     group by d.groups`.execute(tx);
  return rows;
}

type Thing = { kind: 'all' | 'group' | 'computer'; group_id: string | null; computer_id: string | null };
type Given = Thing & { by: string };
/** What each user group opens by itself, and which stand above it, itself among them. A group that is gone has none. */
type Openings = { above: Map<string, string[]>; things: Map<string, Given[]> };

async function openedBy(tx: Tx, { account_id }: Member, groups: readonly string[]): Promise<Openings> {
  const above = await sql<{ id: string; ups: string[] }>`
    select x.group_id as id, array_agg(x.above_id order by x.above_id) as ups from user_group_above x
     where x.account_id = ${account_id} and x.group_id = any (${groups}::uuid[])
       and exists (select from user_group_access a where a.account_id = x.account_id and a.user_group_id = x.above_id)
     group by x.group_id`.execute(tx);
  const givers = [...new Set(above.rows.flatMap(({ ups }) => ups))];
  const things = await sql<Given>`
    select a.user_group_id as by, a.kind, case when a.kind = 'computer' then c.group_id else a.group_id end as group_id, a.computer_id
      from user_group_access a left join computer c on c.account_id = a.account_id and c.id = a.computer_id and c.status = 'active'
     where a.account_id = ${account_id} and a.user_group_id = any (${givers}::uuid[])
       and (a.kind <> 'computer' or c.id is not null)`.execute(tx);
  return {
    above: new Map(above.rows.map(({ id, ups }) => [id, ups])),
    things: Map.groupBy(things.rows, ({ by }) => by),
  };
}

function openedIn(things: readonly Thing[]): Opened {
  const of = (kind: Thing['kind']) => things.filter((thing) => thing.kind === kind);
  return {
    all: of('all').length > 0,
    groups: new Set(of('group').flatMap(({ group_id }) => group_id ?? [])),
    computers: new Map(
      of('computer').map(({ computer_id, group_id }): [string, string] => [computer_id ?? '', group_id ?? UNGROUPED]),
    ),
  };
}

/** Those to whom the act opens or closes anything, with what is theirs whatever the groups open. */
async function alikeAmong(
  { tx, me }: Of,
  kinds: readonly InGroups[],
  { before, after }: { before: Openings; after: Openings },
): Promise<Alike[]> {
  const thingsFor = ({ groups }: InGroups, { above, things }: Openings) =>
    [...new Set(groups.flatMap((id) => above.get(id) ?? []))].flatMap((id) => things.get(id) ?? []);
  const changed = kinds
    .map((kind) => ({ kind, had: thingsFor(kind, before), has: thingsFor(kind, after) }))
    .filter(({ had, has }) => namesOf(had) !== namesOf(has));
  const own = await ownOf(
    tx,
    me,
    changed.flatMap(({ kind }) => kind.members),
  );
  return changed.map(({ kind, had, has }) => ({
    before: openedIn(had),
    after: openedIn(has),
    members: kind.members.filter((id) => !own.has(id)),
    withOwn: kind.members.flatMap((id) => {
      const things = own.get(id);
      return things ? [{ id, own: openedIn(things) }] : [];
    }),
  }));
}

function namesOf(things: readonly Thing[]): string {
  const names = things.map(({ kind, group_id, computer_id }) => `${kind} ${computer_id ?? group_id ?? ''}`);
  return [...new Set(names)].toSorted().join();
}

/** Access of their own, and the computers they own. */
async function ownOf(tx: Tx, { account_id }: Member, members: readonly string[]): Promise<Map<string, Given[]>> {
  const { rows } = await sql<Given>`
    select a.member_id as by, a.kind, case when a.kind = 'computer' then c.group_id else a.group_id end as group_id, a.computer_id
      from member_access a left join computer c on c.account_id = a.account_id and c.id = a.computer_id and c.status = 'active'
     where a.account_id = ${account_id} and a.member_id = any (${members}::uuid[]) and (a.kind <> 'computer' or c.id is not null)
    union all
    select c.owner_id, 'computer', c.group_id, c.id from computer c
     where c.account_id = ${account_id} and c.owner_id = any (${members}::uuid[]) and c.status = 'active'`.execute(tx);
  return Map.groupBy(rows, ({ by }) => by);
}

async function sizesOf(tx: Tx, { account_id }: Member): Promise<Map<string, number>> {
  const { rows } = await sql<{ id: string | null; computers: number }>`
    select group_id as id, count(*)::integer as computers from computer
     where account_id = ${account_id} and status = 'active' group by group_id`.execute(tx);
  return new Map(rows.map(({ id, computers }) => [id ?? UNGROUPED, computers]));
}

type Named = { id: string; label: string };

async function told(of: Of, change: Consequence['change'], lost: Lost): Promise<Consequence[]> {
  if (lost.members.length === 0) return [];
  const computers = await computersIn(of, lost);
  return [
    { kind: 'user', change, total: lost.members.length, first50: await usersIn(of, lost.members) },
    { kind: 'group-computer', change, ...computers },
  ];
}

/** Users are named to who sees users: all of these are in groups that an act of theirs was about. To others they are a number (G11). */
async function usersIn({ tx, me }: Of, ids: readonly string[]): Promise<Named[]> {
  if (!extentOf(me, 'users.view')) return [];
  const { rows } = await sql<Named>`
    select id, sort_name as label from member where account_id = ${me.account_id} and id = any (${ids}::uuid[])
     order by sort_name, id limit 50`.execute(tx);
  return rows;
}

/** Computers are named to who manages them, those of them that they look after, and to who reaches them. */
async function computersIn(
  { tx, me }: Of,
  { groups, computers }: Lost,
): Promise<Pick<Consequence, 'total' | 'first50'>> {
  const whole = [...groups.keys()].filter((group) => group !== UNGROUPED);
  const but = [...groups.values()].flatMap((kept) => [...kept]);
  const these = sql`
    from computer c
   where c.account_id = ${me.account_id} and c.status = 'active'
     and (((c.group_id = any (${whole}::uuid[]) or ${groups.has(UNGROUPED)} and c.group_id is null) and c.id <> all (${but}::uuid[]))
          or c.id = any (${[...computers]}::uuid[]))`;
  const manages = extentOf(me, 'computers.manage');
  const managed = manages ? sql`true ${amongComputers(manages.computers, 'c')}` : sql`false`;
  const seen = sql`and (${managed} or c.id in (select reached_by(${me.account_id}, ${me.member_id})))`;
  const counted = await sql<{ total: number }>`select count(*)::integer as total ${these}`.execute(tx);
  const { rows } = await sql<Named>`
    select c.id, c.name as label ${these} ${manages?.computers === null ? sql`` : seen} order by c.sort_name, c.id limit 50`.execute(
    tx,
  );
  return { total: counted.rows[0]?.total ?? 0, first50: rows };
}

/** Live sessions of members who reach less, on computers that they do not reach any more: the act has ended the copies of their codes (C9, C12). */
async function sessionsEnded({ tx, me }: Of, members: readonly string[]): Promise<Consequence[]> {
  const computers = me.permissions.includes('computers.manage') ? null : (me.limits?.computers ?? null);
  const { rows } = await sql<Named & { is_named: boolean }>`
    select s.id, m.sort_name || ' · ' || c.name as label, true ${amongComputers(computers, 'c')} as is_named
      from session s join computer c on c.account_id = s.account_id and c.id = s.computer_id
      join member m on m.account_id = s.account_id and m.id = s.member_id
      join computer_grant g on g.account_id = s.account_id and g.id = s.grant_id
     where s.account_id = ${me.account_id} and s.member_id = any (${members}::uuid[]) and s.state <> 'ended'
       and g.ended_at is not null
     order by m.sort_name, c.sort_name, s.id`.execute(tx);
  if (rows.length === 0) return [];
  const named = extentOf(me, 'users.view') ? rows.filter(({ is_named }) => is_named) : [];
  const first50 = named.slice(0, 50).map(({ id, label }) => ({ id, label }));
  return [{ kind: 'session', change: 'lost', total: rows.length, first50 }];
}
