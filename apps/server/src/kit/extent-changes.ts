import { extentOf, type Limited, type Limits } from '@latchkey/domain/limited';
import type { Permission } from '@latchkey/domain/role';
import { changeOf, type Moved, type PowerChange, type Shift } from '@latchkey/domain/shift';
import { type RawBuilder, sql } from 'kysely';
import { asSet, type Consequence } from './consequences.ts';
import type { Tx } from './db.ts';
import { amongComputers, amongUsers } from './limited.ts';

type Change = Consequence['change'];
type Looking = Limited & { account_id: string; member_id: string };
type Of = { tx: Tx; me: Looking };
type Named = Consequence['first50'][number];

/** What an act on groups puts elsewhere, and the groups that it deletes: their names are known from before only. */
export type Moving = { moved: Moved; gone: readonly Named[] };

/** Members who may do the same to the same, and what that is. */
export type Alike = Limited & { members: readonly string[] };

/**
 * What those of these members may do who have accepted or are invited: for the whole account, and inside what groups (G2, G5). Asked
 * before an act and after it, it says whose limits the act changed.
 */
export async function powersOfThose({ tx, me }: Of, members: readonly string[]): Promise<Alike[]> {
  if (members.length === 0) return [];
  const { rows } = await asSet(tx, members, () =>
    sql<{ permissions: Permission[]; role_id: string | null; members: string[] }>`
    with held as materialized (
      select p.member_id, coalesce(array_agg(distinct p.permission order by p.permission) filter (where not p.is_limited), '{}') as permissions,
             bool_or(p.is_limited) as is_limited
        from power p where p.account_id = ${me.account_id} and p.member_id = any (${members}::uuid[]) group by p.member_id
    )
    select h.permissions, case when h.is_limited then m.role_id end as role_id, array_agg(m.id) as members
      from held h join member m on m.account_id = ${me.account_id} and m.id = h.member_id and m.status in ('active', 'invited')
     group by 1, 2`.execute(tx),
  );
  const ofRole = new Map(
    rows.flatMap(({ role_id, members: [one = ''] }) => (role_id === null ? [] : [[role_id, one]])),
  );
  const limits = await limitsOfRoles({ tx, me }, ofRole);
  return rows.map(({ permissions, role_id, members: alike }) => {
    const limited = limits.get(role_id ?? '');
    return { permissions, members: alike, ...(limited && { limits: limited }) };
  });
}

/** By a member who has each. */
async function limitsOfRoles({ tx, me }: Of, roles: ReadonlyMap<string, string>): Promise<Map<string, Limits>> {
  if (roles.size === 0) return new Map();
  const { rows } = await sql<{ id: string; limits: Limits }>`
    select id, limits_of(${me.account_id}, member_id) as limits
      from unnest(${[...roles.keys()]}::uuid[], ${[...roles.values()]}::uuid[]) r (id, member_id)`.execute(tx);
  return new Map(rows.map(({ id, limits }) => [id, limits]));
}

/** What changed for members who could do the same before and can do the same now. */
type Changed = { change: PowerChange; members: readonly string[]; isLimited: boolean };

/**
 * Who may do less or more after an act, which permissions count for fewer or for more, in what groups, and for how many users and
 * computers (G8). Counted as sets, however many have a limited role: of the members' own ids there are as many as are asked about, of
 * users and computers only those of the groups that come or go, or all of them where the whole account does.
 */
export async function extentChanges(of: Of, before: readonly Alike[], after: readonly Alike[]): Promise<Consequence[]> {
  const changed = changesIn(before, after);
  return [...(await told(of, changed, 'lost')), ...(await told(of, changed, 'gained'))];
}

/**
 * The same of acts on groups: of those who have limited roles, for whom and what these count otherwise though they may say the same as
 * before. What the act put into other groups is counted where it was and where it is.
 */
export async function movedExtents(
  of: Of,
  [before, after]: [readonly Alike[], readonly Alike[]],
  { moved, gone }: Moving,
): Promise<Consequence[]> {
  const limited = changesIn(before, after, moved).filter(({ isLimited }) => isLimited);
  return [...(await told(of, limited, 'lost', gone)), ...(await told(of, limited, 'gained', gone))];
}

/** The same of acts that name whom they are about: nothing is said of those who never had a limited role, and not who these are. */
export async function limitChanges(of: Of, before: readonly Alike[], after: readonly Alike[]): Promise<Consequence[]> {
  const limited = changesIn(before, after).filter(({ isLimited }) => isLimited);
  const all = [...(await told(of, limited, 'lost')), ...(await told(of, limited, 'gained'))];
  return all.filter(({ kind }) => kind !== 'manager');
}

const nobody: Alike = { permissions: [], members: [] };

function changesIn(before: readonly Alike[], after: readonly Alike[], moved?: Moved): Changed[] {
  const had = new Map(before.flatMap((alike) => alike.members.map((id) => [id, alike])));
  const has = new Map(after.flatMap((alike) => alike.members.map((id) => [id, alike])));
  const ids = [...new Set([...had.keys(), ...has.keys()])];
  const byBefore = Map.groupBy(ids, (id) => had.get(id) ?? nobody);
  return [...byBefore].flatMap(([from, those]) =>
    [...Map.groupBy(those, (id) => has.get(id) ?? nobody)].map(([to, members]) => ({
      change: changeOf(from, to, moved),
      members,
      isLimited: from.limits !== undefined || to.limits !== undefined,
    })),
  );
}

async function told(
  of: Of,
  changed: readonly Changed[],
  change: Change,
  gone: readonly Named[] = [],
): Promise<Consequence[]> {
  const isLost = change === 'lost';
  const permissions = new Set(changed.flatMap((one) => (isLost ? one.change.narrowed : one.change.widened)));
  const touched = changed.filter(({ change: { lost, narrowed, gained, widened } }) =>
    isLost ? lost.length + narrowed.length > 0 : gained.length + widened.length > 0,
  );
  const moves = touched.flatMap((one) =>
    one.change.shifts.map(({ from, to, crossing, ...shift }) => ({
      ...shift,
      ...(isLost ? { from, to } : { from: to, to: from }),
      crossed: isLost ? crossing?.out : crossing?.in,
    })),
  );
  const ids = touched.flatMap(({ members }) => members);
  const extents = [...permissions].map((label) => ({ id: label, label }));
  const found: [Consequence['kind'], Found][] = [
    ['manager', await managersIn(of, ids)],
    ['extent', { total: extents.length, first50: extents }],
    ['user-group', await leftOut(of, userGroups, moves, gone)],
    ['managed-user', await leftOut(of, users, moves)],
    ['computer-group', await leftOut(of, computerGroups, moves, gone)],
    ['managed-computer', await leftOut(of, computers, moves)],
  ];
  return found.filter(([, { total }]) => total > 0).map(([kind, all]) => ({ kind, change, ...all }));
}

type Found = Pick<Consequence, 'total' | 'first50'>;

/** Users are named to who sees them (G11). */
async function managersIn({ tx, me }: Of, ids: readonly string[]): Promise<Found> {
  const extent = extentOf(me, 'users.view');
  if (!extent || ids.length === 0) return { total: ids.length, first50: [] };
  const { rows } = await sql<Found['first50'][number]>`
    select m.id, m.sort_name as label from member m
     where m.account_id = ${me.account_id} and m.id = any (${ids}::uuid[]) ${amongUsers(extent.users, 'm')}
     order by m.sort_name, m.id limit 50`.execute(tx);
  return { total: ids.length, first50: rows };
}

/** A kind of things that are inside groups or not: what it is, what is in some of them, and which rows `t` may be named to who looks. */
type Sort = {
  side: Shift['side'];
  isGroups: boolean;
  table: string;
  label: string;
  all: (home: string) => RawBuilder<unknown>;
  inside: (home: string, groups: readonly string[], isSeenInOne: boolean) => RawBuilder<unknown>;
  isNamed: (me: Looking) => RawBuilder<unknown>;
};

const users: Sort = {
  side: 'users',
  isGroups: false,
  table: 'member',
  label: 'sort_name',
  all: (home) => sql`select m.id from member m where m.account_id = ${home} and m.status <> 'removed'`,
  inside: (home, groups, isSeenInOne) => {
    const some = sql`select i.member_id from user_group_member i where i.account_id = ${home} and i.group_id = any (${groups}::uuid[])`;
    return isSeenInOne
      ? some
      : sql`select i.member_id from user_group_member i where i.account_id = ${home} and i.member_id in (${some})
             group by i.member_id having bool_and(i.group_id = any (${groups}::uuid[]))`;
  },
  isNamed: (me) => {
    const extent = extentOf(me, 'users.view');
    return extent ? sql`true ${amongUsers(extent.users, 't')}` : sql`false`;
  },
};

const computers: Sort = {
  side: 'computers',
  isGroups: false,
  table: 'computer',
  label: 'name',
  all: (home) => sql`select c.id from computer c where c.account_id = ${home} and c.status <> 'removed'`,
  inside: (home, groups) =>
    sql`select c.id from computer c where c.account_id = ${home} and c.status <> 'removed' and c.group_id = any (${groups}::uuid[])`,
  isNamed: (me) => {
    const extent = extentOf(me, 'computers.manage');
    return extent ? sql`true ${amongComputers(extent.computers, 't')}` : sql`false`;
  },
};

const userGroups: Sort = {
  side: 'users',
  isGroups: true,
  table: 'user_group',
  label: 'name',
  all: (home) => sql`select g.id from user_group g where g.account_id = ${home}`,
  inside: (_, groups) => sql`select unnest(${groups}::uuid[])`,
  isNamed: (me) => {
    const extent = extentOf(me, 'users.view');
    if (!extent) return sql`false`;
    return extent.users === null ? sql`true` : sql`t.id = any (${extent.users}::uuid[])`;
  },
};

const computerGroups: Sort = {
  side: 'computers',
  isGroups: true,
  table: 'computer_group',
  label: 'name',
  all: (home) => sql`select g.id from computer_group g where g.account_id = ${home}`,
  inside: (_, groups) => sql`select unnest(${groups}::uuid[])`,
  isNamed: (me) => {
    const extent = extentOf(me, 'computers.manage');
    if (!extent) return sql`false`;
    return extent.computers === null ? sql`true` : sql`t.id = any (${extent.computers}::uuid[])`;
  },
};

type Leaving = Omit<Shift, 'crossing'> & { crossed: readonly string[] | undefined };

/** What was inside of some of the shifts before and is not any more; groups that are gone are named to it. */
async function leftOut(
  { tx, me }: Of,
  sort: Sort,
  shifts: readonly Leaving[],
  gone: readonly Named[] = [],
): Promise<Found> {
  const home = me.account_id;
  const ofSide = shifts.filter(({ side, from }) => side === sort.side && from?.length !== 0);
  const asked = ofSide.filter(({ crossed }) => sort.isGroups || crossed === undefined);
  // Most permissions of a role move alike.
  const each = new Map(asked.map(({ crossed: _, ...shift }) => [JSON.stringify(shift), shift])).values();
  const within = (groups: Shift['from'], { isSeenInOne }: Pick<Shift, 'isSeenInOne'>) =>
    groups === null ? sort.all(home) : sort.inside(home, groups, isSeenInOne);
  const left = [...each].map((shift) => sql`(${within(shift.from, shift)} except ${within(shift.to, shift)})`);
  const known = sort.isGroups ? [] : [...new Set(ofSide.flatMap(({ crossed = [] }) => crossed))];
  if (left.length + known.length === 0) return { total: 0, first50: [] };
  const table = sql.table(sort.table);
  const label = sql.ref(`t.${sort.label}`);
  const { rows } = await sql<Found>`
    with left_out (id) as materialized (${sql.join([...left, sql`select unnest(${known}::uuid[])`], sql` union `)}),
    named as (
      select t.id, ${label} as label from ${table} t
       where t.account_id = ${home} and t.id = any (array(select id from left_out)) and ${sort.isNamed(me)}
      union all
      select t.id, t.label from jsonb_to_recordset(${JSON.stringify(sort.isGroups ? gone : [])}::jsonb) t (account_id uuid, id uuid, group_id uuid, label text)
       where t.id in (select id from left_out) and ${sort.isNamed(me)}
    )
    select (select count(*)::integer from left_out) as total,
           array(select jsonb_build_object('id', n.id, 'label', n.label) from named n order by n.label, n.id limit 50) as first50`.execute(
    tx,
  );
  return rows[0] ?? { total: 0, first50: [] };
}
