import type { Inside, Operation } from '@latchkey/contract/operation';
import { type Extent, extentOf, type Limits } from '@latchkey/domain/limited';
import type { Refusal } from '@latchkey/domain/refusal';
import type { Permission } from '@latchkey/domain/role';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from './db.ts';
import type { Member } from './operation.ts';
import { Refused } from './refused.ts';

/** What is asked of somebody's limits: only of what a token may do, where one acts for them (U3). */
export function limitsWithin(limits: Limits | null, scopes?: readonly Permission[]): Pick<Member, 'limits'> {
  if (limits === null) return {};
  const permissions = limits.permissions.filter((one) => scopes === undefined || scopes.includes(one));
  return permissions.length === 0 ? {} : { limits: { ...limits, permissions } };
}

/** Whether somebody may call an operation at all: they hold its permission, or it may be called inside limits and they hold it so. */
export function mayCall(me: Member, { permission, limits }: Operation): boolean {
  if (permission === undefined || me.permissions.includes(permission)) return true;
  return limits !== undefined && extentOf(me, permission) !== undefined;
}

/**
 * For whom and what the caller holds a permission.
 * @throws Refused `not-permitted` when they hold it for nobody
 */
export function extentFor(me: Member, permission: Permission): Extent {
  const extent = extentOf(me, permission);
  if (!extent) throw new Refused({ code: 'not-permitted', permission });
  return extent;
}

/** The condition that a member of the row `alias` is in one of these user groups, to be put after others; nothing where all are meant. */
export function amongUsers(users: Extent['users'], alias: string): RawBuilder<unknown> {
  if (users === null) return sql``;
  const [account, id] = [sql.ref(`${alias}.account_id`), sql.ref(`${alias}.id`)];
  return sql`and exists (select from user_group_member inside
    where inside.account_id = ${account} and inside.member_id = ${id} and inside.group_id = any (${users}::uuid[]))`;
}

/** The same for a computer: that it is in one of these computer groups. */
export function amongComputers(computers: Extent['computers'], alias: string): RawBuilder<unknown> {
  return computers === null ? sql`` : sql`and ${sql.ref(`${alias}.group_id`)} = any (${computers}::uuid[])`;
}

/**
 * In how many user groups a member of the row `alias` is, of those that the caller's role is limited to, and in how many others (G11); null
 * for whom no user groups limit. Asked of the rows that are shown only.
 */
export function countGroupsOf(me: Member, alias: string): RawBuilder<unknown> {
  const users = me.limits?.users ?? null;
  if (users === null) return sql`null::jsonb`;
  const [account, id] = [sql.ref(`${alias}.account_id`), sql.ref(`${alias}.id`)];
  const isOwn = sql`i.group_id = any (${users}::uuid[])`;
  return sql`(
    select jsonb_build_object('own', count(*) filter (where ${isOwn}), 'others', count(*) filter (where not ${isOwn}))
      from user_group_member i where i.account_id = ${account} and i.member_id = ${id})`;
}

type Named = Readonly<Record<string, unknown>>;
type Found = 'inside' | 'beyond' | 'unseen';

/**
 * Why a caller who holds the operation's permission inside groups only may not do it to what is named, one answer for each: what they
 * don't see is not found, and what is in other groups too is others' as well (G11). Who holds it for the whole account is not asked.
 */
export async function refuseBeyond(
  tx: Tx,
  me: Member,
  { permission, limits }: Operation,
  named: readonly Named[],
): Promise<(Refusal | undefined)[]> {
  if (permission === undefined || limits === undefined || me.permissions.includes(permission))
    return named.map(() => undefined);
  const extent = extentFor(me, permission);
  const places = named.map((one) =>
    Object.entries(limits).flatMap(([field, kind]) => idsOf(one[field]).map((id) => ({ kind, id }))),
  );
  const found = await placesOf(tx, me, extent, places.flat());
  return places.map((those) => {
    const states = those.map(({ kind, id }) => found(kind, id));
    if (states.includes('unseen')) return { code: 'not-found' };
    return states.includes('beyond') ? { code: 'reaches-further' } : undefined;
  });
}

/** A field that names nothing on purpose (null: the top, no group) is outside of every limit. */
function idsOf(value: unknown): (string | null)[] {
  if (value === undefined) return [];
  return (Array.isArray(value) ? value : [value]) as (string | null)[];
}

type Place = { kind: Inside; id: string | null };

async function placesOf(tx: Tx, me: Member, { users, computers }: Extent, places: readonly Place[]) {
  const idsOfKind = (...kinds: Inside[]): string[] =>
    places.flatMap(({ kind, id }) => (kinds.includes(kind) && id !== null ? [id] : []));
  const members = users === null ? [] : idsOfKind('member', 'seen-member');
  const machines = computers === null ? [] : idsOfKind('computer');
  const inside = members.length === 0 ? NOBODY : await membersInside(tx, me, { users, members });
  const there = machines.length === 0 ? new Set<string>() : await computersInside(tx, me, { computers, machines });
  return (kind: Inside, id: string | null): Found => {
    if (kind === 'computer') return computers === null || (id !== null && there.has(id)) ? 'inside' : 'unseen';
    if (kind === 'computer-group') return groupPlace(computers, [], id);
    if (kind === 'user-group') return groupPlace(users, [], id);
    if (kind === 'lower-group') return groupPlace(users, me.limits?.user_tops ?? [], id);
    if (users === null) return 'inside';
    const state = inside.get(id ?? '') ?? 'unseen';
    return kind === 'seen-member' && state === 'beyond' ? 'inside' : state;
  };
}

const NOBODY: ReadonlyMap<string, Found> = new Map();

function groupPlace(groups: readonly string[] | null, tops: readonly string[], id: string | null): Found {
  if (groups === null) return 'inside';
  if (id === null || tops.includes(id)) return 'beyond';
  return groups.includes(id) ? 'inside' : 'unseen';
}

async function membersInside(
  tx: Tx,
  { account_id }: Member,
  { users, members }: { users: Extent['users']; members: readonly string[] },
): Promise<Map<string, Found>> {
  const { rows } = await sql<{ id: string; is_whole: boolean }>`
    select i.member_id as id, bool_and(i.group_id = any (${users}::uuid[])) as is_whole from user_group_member i
     where i.account_id = ${account_id} and i.member_id = any (${members}::uuid[])
     group by i.member_id having bool_or(i.group_id = any (${users}::uuid[]))`.execute(tx);
  return new Map(rows.map(({ id, is_whole }) => [id, is_whole ? 'inside' : 'beyond']));
}

async function computersInside(
  tx: Tx,
  { account_id }: Member,
  { computers, machines }: { computers: Extent['computers']; machines: readonly string[] },
): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`
    select c.id from computer c
     where c.account_id = ${account_id} and c.id = any (${machines}::uuid[]) ${amongComputers(computers, 'c')}`.execute(
    tx,
  );
  return new Set(rows.map(({ id }) => id));
}

/**
 * Looks after who manages groups or computers as a whole and is limited in something else: what they do must not bring anybody or anything
 * under those limits of theirs (G10: nobody but the holder raises their own). Gives what is to be asked when the act is done, nothing where
 * it can't be so.
 */
export async function watchOwnPower(
  tx: Tx,
  me: Member,
  operation: Operation,
): Promise<(() => Promise<void>) | undefined> {
  const { limits, permissions, role } = me;
  const lacking = limits?.permissions.find((one) => !permissions.includes(one));
  const isAsked =
    operation.changesRights && operation.permission !== undefined && permissions.includes(operation.permission);
  if (!limits || lacking === undefined || !isAsked || role === 'holder') return undefined;
  const before = new Set(await underLimits(tx, me));
  return async () => {
    const after = await underLimits(tx, me);
    if (after.some((id) => !before.has(id))) throw new Refused({ code: 'not-permitted', permission: lacking });
  };
}

/** The members and computers that somebody's limits hold now. */
async function underLimits(tx: Tx, { account_id, member_id }: Member): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with own as materialized (select limits_of(${account_id}, ${member_id}) as limits)
    select 'seen ' || i.member_id as id from user_group_member i, own
     where i.account_id = ${account_id} and own.limits -> 'users' ? i.group_id::text
    union
    select 'whole ' || i.member_id from user_group_member i, own
     where i.account_id = ${account_id} group by i.member_id, own.limits having bool_and(own.limits -> 'users' ? i.group_id::text)
    union all
    select 'computer ' || c.id from computer c, own where c.account_id = ${account_id} and own.limits -> 'computers' ? c.group_id::text`.execute(
    tx,
  );
  return rows.map(({ id }) => id);
}
