import type { computerFilter, listComputers } from '@latchkey/contract/computer';
import type { Query } from '@latchkey/contract/operation';
import { NODE_SILENT_MS } from '@latchkey/domain/computer';
import { extentOf } from '@latchkey/domain/limited';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../kit/db.ts';
import type { Member } from '../kit/operation.ts';
import { seesUser } from './naming.ts';

type Condition = RawBuilder<unknown>;
/** What the list, and jobs over all that match, are narrowed by. */
export type Filter = Pick<Query<typeof listComputers>, keyof typeof computerFilter>;

/**
 * What a member sees of the computers: all, those in use, or the few they reach; besides, all in the groups they look after. Whoever manages
 * sees all and reaches none by it (G4).
 */
export type Sight = 'managed' | 'used' | 'reached';

/** What this member sees. */
export async function sightOf(tx: Tx, me: Member): Promise<Sight> {
  if (me.permissions.includes('computers.manage')) return 'managed';
  if (me.role === 'holder') return 'used';
  const { rows } = await sql`
    select from access_given a where a.account_id = ${me.account_id} and a.member_id = ${me.member_id} and a.kind = 'all' limit 1`.execute(
    tx,
  );
  return rows.length > 0 ? 'used' : 'reached';
}

/** The servers that are there now, and what the member reaches, where that says what they see. */
export function beginning(now: Date, me: Member, sight: Sight): RawBuilder<unknown> {
  const mine = sql`
    , mine as materialized (select r.computer_id from reached_by(${me.account_id}, ${me.member_id}) r (computer_id))`;
  return sql`with fresh as materialized (
      select coalesce(array_agg(n.id), '{}') as ids from node n where n.seen_at > ${now}::timestamptz - make_interval(secs => ${NODE_SILENT_MS / 1000})
    ) ${sight === 'reached' ? mine : sql``}`;
}

/** Whether a computer `c` is there now. */
export const isOnline = sql`(c.node_id is not null and c.node_id = any ((select ids from fresh)::uuid[]))`;

/** The computers `c` that somebody sees at all. */
export function seenIn(sight: Sight, me: Member): Condition[] {
  const here = sql`c.account_id = ${me.account_id} and c.status <> 'removed'`;
  if (sight === 'managed') return [here];
  const reached = reachedIn(sight);
  const inside = managedIn(me);
  return [here, inside === undefined ? reached : sql`(${reached} or ${inside})`];
}

function reachedIn(sight: Exclude<Sight, 'managed'>): Condition {
  return sight === 'used' ? sql`c.status = 'active'` : sql`c.id in (select computer_id from mine)`;
}

/** Whether a computer `c` stands in a group that the caller looks after; nothing where they look after none, or after all. */
export function managedIn(me: Member): Condition | undefined {
  const groups = extentOf(me, 'computers.manage')?.computers ?? null;
  return groups === null ? undefined : sql`coalesce(c.group_id = any (${groups}::uuid[]), false)`;
}

const states: Record<NonNullable<Filter['state']>[number], Condition> = {
  online: isOnline,
  offline: sql`c.status = 'active' and not ${isOnline}`,
  waiting: sql`c.status = 'waiting'`,
  needs_code: sql`c.status = 'active' and c.base_cred_id is null`,
  locked: sql`c.lock_id is not null`,
};

/** The computers `c` that a filter means, of those that are seen. */
export function conditionsOf(query: Filter, me: Member, sight: Sight): Condition[] {
  const { state = [], group_id, owner_id, mine, search } = query;
  const anyOf = state.map((one) => sql`(${states[one]})`);
  return [
    ...seenIn(sight, me),
    ...(anyOf.length === 0 ? [] : [sql`(${sql.join(anyOf, sql` or `)})`]),
    ...(group_id === undefined
      ? []
      : [group_id === 'none' ? sql`c.group_id is null` : sql`c.group_id = ${group_id}::uuid`]),
    ...(owner_id === undefined ? [] : [sql`c.owner_id = ${owner_id}::uuid`, ...ownerSeenBy(me, sight)]),
    ...(mine === undefined ? [] : [sql`c.owner_id = ${me.member_id}::uuid`]),
    ...(search === undefined ? [] : [foundBy(search, me, sight)]),
  ];
}

/** Whose a computer is that they look after but do not reach is found by who sees users. */
function ownerSeenBy(me: Member, sight: Sight): Condition[] {
  if (sight === 'managed' || managedIn(me) === undefined) return [];
  const seen = sql`exists (select from member o where o.account_id = c.account_id and o.id = c.owner_id and ${seesUser(me, 'o')})`;
  return [sql`(${reachedIn(sight)} or ${seen})`];
}

/** Who is signed in at a machine is found by who may see it. */
function foundBy(search: string, me: Member, sight: Sight): Condition {
  const pattern = sql`(select '%' || regexp_replace(fold_for_search(${search}), '([\\\\%_])', '\\\\\\1', 'g') || '%')`;
  if (sight === 'managed') return sql`c.search_text like ${pattern}`;
  // Folding costs much more than looking, and what is not in all of the text is not in a part of it.
  return sql`case when c.search_text like ${pattern} then
      case when c.owner_id = ${me.member_id} or ${managedIn(me) ?? sql`false`} then c.search_text else fold_for_search(c.name || chr(10) || c.hostname) end end like ${pattern}`;
}

/** The computers that a filter means for who manages computers, as a table `(id, place)` in the order of their names. */
export function matching(filter: Filter, { now, me }: { now: Date; me: Member }): RawBuilder<unknown> {
  return sql`(
    ${beginning(now, me, 'managed')}
    select c.id, (row_number() over (order by c.sort_name, c.id))::integer as place
      from computer c where ${sql.join(conditionsOf(filter, me, 'managed'), sql` and `)})`;
}
