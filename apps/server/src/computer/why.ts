import { whyReach } from '@latchkey/contract/why';
import { extentOf } from '@latchkey/domain/limited';
import type { Role } from '@latchkey/domain/role';
import { waysAsSeen } from '@latchkey/domain/unseen';
import { whoCouldGive } from '../member/givers.ts';
import { type Seeing, seeingOf } from '../member/seeing.ts';
import { sql } from 'kysely';
import { reachedBy } from './locking.ts';
import type { Tx } from '../kit/db.ts';
import { type Member, read } from '../kit/operation.ts';
import { isRefusal } from '../kit/refused.ts';

type Named = { id: string; name: string };
type Way = {
  kind: 'owner' | 'holder' | 'all' | 'group' | 'computer';
  group: Named | null;
  by: Named | null;
  through: Named | null;
};
type Facts = {
  member: Named;
  computer: Named;
  is_member_active: boolean;
  is_computer_active: boolean;
  only_own: boolean;
  role: Role;
  ways: Way[];
  grouped: Way[];
  company_name: string;
  support_contact: string;
  computer_group: string | null;
};

/**
 * Why a member reaches a computer (G7). Who does not see users asks for themselves only, and learns of computers they reach alone; who sees
 * users in some groups learns of computers that these reach, where they are not limited to other computers (G11).
 */
export const why = read(whyReach, async ({ tx, me, params }) => {
  const seeing = await seeingOf(tx, me, params.member_id);
  if (isRefusal(seeing)) return seeing;
  const facts = await factsOf(tx, me, params);
  if (!facts) return { code: 'not-found' };
  const {
    is_member_active,
    is_computer_active,
    only_own,
    role,
    ways: others,
    grouped: _,
    computer_group,
    ...shown
  } = facts;
  const ways = others.map((way) => ({ ...way, unseen: false }));
  const grouped = asSeen(seeing, facts.grouped);
  const inUse = is_member_active && is_computer_active;
  const counting = only_own ? ways : [...ways, ...grouped];
  const reaches = inUse && counting.length > 0;
  const isTold = reaches && (seeing.as !== 'limited' || isWithin(me.limits?.computers ?? null, computer_group));
  if (!isTold && !(await seesComputer(tx, me, { id: params.computer_id, group: computer_group })))
    return { code: 'not-found' };
  const missing = [
    ...(is_member_active ? [] : (['member-not-active'] as const)),
    ...(is_computer_active ? [] : (['computer-not-active'] as const)),
    ...(counting.length > 0 ? [] : [only_own && grouped.length > 0 ? ('only-own' as const) : ('access' as const)]),
  ];
  // Of what counts nothing is switched off where they reach it; what the groups open is, as long as only their own list counts.
  const switched_off = reaches ? (only_own ? grouped : []) : counting.length > 0 ? counting : grouped;
  const could_give =
    seeing.as === 'everybody'
      ? await whoCouldGive(tx, me, { id: params.member_id, role, needed: ['access.grant'] })
      : null;
  return { ...shown, reaches, ways: reaches ? counting : [], switched_off, missing, could_give };
});

/** Whether a computer is shown to the caller at all, whoever reaches it. */
async function seesComputer(tx: Tx, me: Member, { id, group }: { id: string; group: string | null }): Promise<boolean> {
  const extents = [extentOf(me, 'computers.manage'), extentOf(me, 'access.grant')];
  if (extents.some((extent) => extent && isWithin(extent.computers, group))) return true;
  return (await reachedBy(tx, me, [id])).has(id);
}

function isWithin(computers: readonly string[] | null, group: string | null): boolean {
  return computers === null || (group !== null && computers.includes(group));
}

/**
 * The ways through groups: with all names, without those of groups that are not seen, or for who sees no other users by the groups they are
 * in, whatever stands above those (G11).
 */
function asSeen(seeing: Seeing, ways: readonly Way[]) {
  if (seeing.as !== 'self') return waysAsSeen(ways, seeing.as === 'limited' ? seeing.users : null);
  const within = ways.map((way) => ({ ...way, by: way.through ?? way.by, through: null, unseen: false }));
  return [...new Map(within.map((way) => [`${way.kind} ${way.by?.id}`, way])).values()];
}

/** What stands between a member and a computer; nothing where either is not there. */
async function factsOf(
  tx: Tx,
  { account_id }: Member,
  { member_id, computer_id }: { member_id: string; computer_id: string },
): Promise<Facts | undefined> {
  const { rows } = await sql<Facts>`
    select jsonb_build_object('id', m.id, 'name', m.sort_name) as member, jsonb_build_object('id', c.id, 'name', c.name) as computer,
           m.status = 'active' as is_member_active, c.status = 'active' as is_computer_active, m.only_own_access as only_own,
           a.company_name, coalesce(a.support_contact, '') as support_contact, m.role, c.group_id as computer_group,
           (select coalesce(jsonb_agg(w.way order by w.place), '[]') from (
              select 1 as place, jsonb_build_object('kind', 'owner', 'group', null, 'by', null, 'through', null) as way where c.owner_id = m.id
              union all
              select 2, jsonb_build_object('kind', 'holder', 'group', null, 'by', null, 'through', null) where m.role = 'holder'
              union all
              select 3, jsonb_build_object('kind', o.kind, 'group', case when g.id is not null then jsonb_build_object('id', g.id, 'name', g.name) end, 'by', null, 'through', null)
                from member_access o left join computer_group g on g.account_id = o.account_id and g.id = o.group_id
               where o.account_id = m.account_id and o.member_id = m.id and (o.kind = 'all' or o.computer_id = c.id or o.group_id = c.group_id)) w) as ways,
           (select coalesce(jsonb_agg(jsonb_build_object('kind', o.kind, 'group', case when g.id is not null then jsonb_build_object('id', g.id, 'name', g.name) end,
                     'by', jsonb_build_object('id', u.id, 'name', u.name),
                     'through', case when i.group_id <> u.id then jsonb_build_object('id', t.id, 'name', t.name) end) order by u.name, u.id, t.name, t.id), '[]')
              from user_group_member i join user_group t on t.account_id = i.account_id and t.id = i.group_id
              join user_group_above x on x.account_id = i.account_id and x.group_id = i.group_id
              join user_group u on u.account_id = x.account_id and u.id = x.above_id
              join user_group_access o on o.account_id = u.account_id and o.user_group_id = u.id
              left join computer_group g on g.account_id = o.account_id and g.id = o.group_id
             where i.account_id = m.account_id and i.member_id = m.id and (o.kind = 'all' or o.computer_id = c.id or o.group_id = c.group_id)) as grouped
      from member m join account a on a.id = m.account_id join computer c on c.account_id = m.account_id and c.id = ${computer_id} and c.status <> 'removed'
     where m.account_id = ${account_id} and m.id = ${member_id} and m.status <> 'removed'`.execute(tx);
  return rows[0];
}
