import type { Permission } from '@latchkey/domain/role';
import type { TestServer } from '../server.ts';

/** What a member may do and reach, whatever their status. */
export type Rights = {
  role: string;
  status: string;
  /** For the whole account, and with what counts inside groups only. */
  full: Permission[];
  held: Permission[];
  /** `permission id` of each member and computer for which a limited permission counts. */
  limited: string[];
  /** The computers they would reach if they are active: those there are, and one that would come to each group. */
  reach: string[];
};
export type AllRights = ReadonlyMap<string, Rights>;

/** What everybody in an account may do and reach now. */
export async function rightsIn(server: TestServer, accountId: string): Promise<AllRights> {
  const rows = await server.look<Rights & { id: string }>(RIGHTS, [accountId]);
  return new Map(rows.map(({ id, ...rights }) => [id, rights]));
}

type Step = {
  before: AllRights;
  after: AllRights;
  actor: { id: string; scopes?: readonly Permission[] };
  operation: string;
};

/** What an act must not have done (G10, G6). */
export function whatIsWrong({ before, after, actor, operation }: Step): string[] {
  const holders = [...after.values()].filter(({ role }) => role === 'holder');
  const wrong = holders.length === 1 && holders[0]?.status === 'active' ? [] : ['not exactly one active holder'];
  const acting = before.get(actor.id);
  if (!acting || acting.role === 'holder') return wrong;
  const { scopes } = actor;
  const mine = acting.full.filter((one) => scopes === undefined || scopes.includes(one));
  const inLimits = acting.limited.filter(
    (one) => scopes === undefined || scopes.some((scope) => one.startsWith(`${scope} `)),
  );
  for (const [id, now] of after) {
    const was = before.get(id) ?? NOTHING;
    const who = id === actor.id ? 'themselves' : id;
    for (const one of lessOf(now.full, was.full))
      if (id === actor.id || !mine.includes(one)) wrong.push(`${one} for ${who}`);
    for (const one of lessOf(now.limited, was.limited)) {
      const isNew = !before.has(one.split(' ')[1] ?? '');
      const isMine =
        mine.includes(one.split(' ')[0] as Permission) || inLimits.includes(one) || (isNew && hasAny(inLimits, one));
      if (id === actor.id ? !isNew : !isMine) wrong.push(`${one} inside groups for ${who}`);
    }
    const gains = lessOf(now.reach, was.reach);
    if (gains.length > 0 && (id === actor.id || !(mine.includes('access.grant') || hasAny(inLimits, 'access.grant'))))
      wrong.push(`reach for ${who}: ${gains.join(' ')}`);
    if (id !== actor.id && isTaken(was, now) && (was.role === 'holder' || lessOf(was.held, mine).length > 0))
      wrong.push(`${operation} on ${id}, who holds ${lessOf(was.held, mine).join(' ')}`);
  }
  return wrong;
}

const NOTHING: Rights = { role: 'member', status: 'invited', full: [], held: [], limited: [], reach: [] };

/** Whether an act was one on this member. */
function isTaken(was: Rights, now: Rights): boolean {
  return (
    was !== NOTHING && (was.status !== now.status || was.role !== now.role || lessOf(was.held, now.held).length > 0)
  );
}

function hasAny(limited: readonly string[], one: string): boolean {
  return limited.some((held) => held.split(' ')[0] === one.split(' ')[0]);
}

function lessOf<T>(all: readonly T[], without: readonly T[]): T[] {
  const gone = new Set(without);
  return all.filter((one) => !gone.has(one));
}

// Reach is asked as if everybody were active: who is reinstated has again what they had.
const RIGHTS = `
  with limits as materialized (
    select m.id, limits_of(m.account_id, m.id) as l from member m where m.account_id = $1 and m.role_id is not null
  ), opened as (
    select m.id, a.kind, a.group_id, a.computer_id from member m join member_access a on a.account_id = m.account_id and a.member_id = m.id where m.account_id = $1
    union all
    select m.id, a.kind, a.group_id, a.computer_id from member m
      join user_group_member i on i.account_id = m.account_id and i.member_id = m.id
      join user_group_above x on x.account_id = i.account_id and x.group_id = i.group_id
      join user_group_access a on a.account_id = x.account_id and a.user_group_id = x.above_id
     where m.account_id = $1 and not m.only_own_access
  )
  select m.id, m.role, m.status, held_in_full(m.account_id, m.id) as full, held_by(m.account_id, m.id) as held,
         array(select p || ' ' || i.member_id from limits l cross join jsonb_array_elements_text(l.l -> 'permissions') p
                 join user_group_member i on i.account_id = m.account_id and l.l -> 'users' ? i.group_id::text
                where l.id = m.id and p in ('users.view', 'users.manage', 'groups.manage', 'access.grant', 'sessions.view', 'sessions.end')
               union
               select p || ' ' || c.id from limits l cross join jsonb_array_elements_text(l.l -> 'permissions') p
                 join computer c on c.account_id = m.account_id and l.l -> 'computers' ? c.group_id::text
                where l.id = m.id and p not in ('users.view', 'users.manage', 'groups.manage')) as limited,
         array(select c.id::text from computer c where c.account_id = m.account_id and c.status <> 'removed' and (c.owner_id = m.id or exists (
                 select from opened o where o.id = m.id and (o.kind = 'all' or o.group_id = c.group_id or o.computer_id = c.id)))
               union
               select 'to come in ' || g.id from computer_group g where g.account_id = m.account_id and exists (
                 select from opened o where o.id = m.id and (o.kind = 'all' or o.group_id = g.id))
               union
               select 'to come' where exists (select from opened o where o.id = m.id and o.kind = 'all')) as reach
    from member m where m.account_id = $1 and m.status <> 'removed'`;
