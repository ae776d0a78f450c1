import { previewComputerBatch } from '@latchkey/contract/batch';
import type { Reply } from '@latchkey/contract/operation';
import { type RawBuilder, sql } from 'kysely';
import { matching } from '../computer/listed.ts';
import type { Began } from '../kit/db.ts';
import { type Member, write } from '../kit/operation.ts';
import { refuseWanted, type Wanted } from './computers.ts';

type Foreseen = Reply<typeof previewComputerBatch>;
type Sql = RawBuilder<unknown>;

/** How many are named of those who lose or gain something. */
const MOST_NAMED = 50;

export const previewComputers = write(previewComputerBatch, async ({ tx, now, me, body }) => {
  const refusal = await refuseWanted(tx, me, body);
  return refusal ?? foreseen({ tx, now }, me, body);
});

/** What a dry run of the act on each computer would say, counted in one question (P9). */
async function foreseen({ tx, now }: Began, me: Member, body: Wanted): Promise<Foreseen> {
  const label = me.permissions.includes('users.view') ? sql`m.sort_name || ' · ' || c.name` : sql`c.name`;
  // How many match can't be guessed by the planner, which would go through all of them for each.
  await sql`select set_config('enable_nestloop', 'off', true)`.execute(tx);
  const { rows } = await sql<Foreseen>`
    with found as materialized (select c.* from ${matching(body.filter, { now, me })} as listed join computer c on c.id = listed.id where c.account_id = ${me.account_id}),
    touched as materialized (select c.* from found c where ${isChanged(body)}),
    everywhere as materialized (
      select m.id from member m where m.account_id = ${me.account_id} and m.status = 'active'
         and (m.role = 'holder' or exists (select from access_given a where a.account_id = m.account_id and a.member_id = m.id and a.kind = 'all'))
    ),
    was as materialized (${reachWith(me, sql`c.owner_id`, sql`c.group_id`)}),
    will as materialized (${reachAfter(me, body)}),
    lost as materialized (select * from was except select * from will),
    thing as materialized (${thingsOf(me, body)}),
    told as (
      select t.kind, t.change, sum(t.weight)::integer as total from thing t group by t.kind, t.change having sum(t.weight) > 0
    ),
    consequence as (
      select told.*, coalesce((
        select jsonb_agg(jsonb_build_object('id', n.subject_id, 'label', n.label) order by n.label, n.subject_id) from (
          select t.subject_id, ${label} as label
            from thing t join touched c on c.id = t.computer_id join member m on m.account_id = c.account_id and m.id = t.member_id
           where t.kind = told.kind and t.change = told.change order by 2, 1 limit ${MOST_NAMED}) n), '[]') as first50
        from told
    )
    select (select count(*) from found)::integer as matching,
           (select coalesce(jsonb_agg(to_jsonb(c) order by c.change desc, c.kind), '[]') from consequence c) as consequences`.execute(
    tx,
  );
  return rows[0] ?? { matching: 0, consequences: [] };
}

/** Whether the act changes anything for a computer `c`. */
function isChanged({ act, group_id = null, owner_id = null }: Wanted): Sql {
  if (act === 'move') return sql`c.group_id is distinct from ${group_id}::uuid`;
  if (act === 'set-owner') return sql`c.owner_id is distinct from ${owner_id}::uuid`;
  return act === 'approve' ? sql`c.status = 'waiting'` : sql`true`;
}

/** Who reaches the touched computers, `(member_id, computer_id)`, if their owners and groups were these; not those who reach every computer. */
function reachWith(me: Member, ownerId: Sql, groupId: Sql): Sql {
  return sql`
    select w.member_id, w.computer_id from (
      select ${ownerId} as member_id, c.id as computer_id from touched c where c.status = 'active'
      union
      select a.member_id, c.id from touched c join access_given a on a.account_id = c.account_id and a.kind = 'group' and a.group_id = ${groupId} where c.status = 'active'
      union
      select a.member_id, c.id from touched c join access_given a on a.account_id = c.account_id and a.kind = 'computer' and a.computer_id = c.id where c.status = 'active'
    ) w join member m on m.account_id = ${me.account_id} and m.id = w.member_id and m.status = 'active'
     where w.member_id not in (select e.id from everywhere e)`;
}

function reachAfter(me: Member, { act, group_id = null, owner_id = null }: Wanted): Sql {
  if (act === 'move') return reachWith(me, sql`c.owner_id`, sql`${group_id}::uuid`);
  if (act === 'set-owner') return reachWith(me, sql`${owner_id}::uuid`, sql`c.group_id`);
  return sql`select * from was where ${act} <> 'remove'`;
}

/**
 * What is lost and gained: `change, kind, member_id, computer_id, subject_id, weight`. Those who reach every computer lose each that is
 * removed: that is counted by multiplying, and only the first of them are named.
 */
function thingsOf(me: Member, { act, owner_id = null }: Wanted): Sql {
  const isRemoval = act === 'remove';
  const owned = isRemoval || act === 'set-owner' ? sql`c.owner_id is not null` : sql`false`;
  return sql`
    select 'lost' as change, 'computer' as kind, member_id, computer_id, computer_id as subject_id, 1::bigint as weight from lost
    union all
    select 'gained', 'computer', member_id, computer_id, computer_id, 1 from (select * from will except select * from was) gained
    union all
    select 'lost', 'computer', e.id, c.id, c.id, 0
      from (select id from touched where status = 'active' order by sort_name, id limit ${MOST_NAMED}) c cross join (select id from everywhere limit ${MOST_NAMED}) e where ${isRemoval}
    union all
    select 'lost', 'computer', null, null, null, (select count(*) from everywhere) * (select count(*) from touched where status = 'active') where ${isRemoval}
    union all
    select 'lost', 'owned-computer', c.owner_id, c.id, c.id, 1 from touched c where ${owned}
    union all
    select 'gained', 'owned-computer', ${owner_id}::uuid, c.id, c.id, 1 from touched c where ${owner_id}::uuid is not null
    union all
    select 'lost', 'code', e.made_by, c.id, e.id, 1
      from enrolment_code e join touched c on c.id = e.computer_id
     where e.account_id = ${me.account_id} and e.ending is null and e.expires_at > now() and ${isRemoval}
    union all
    select 'lost', 'session', s.member_id, s.computer_id, s.id, 1
      from session s join touched c on c.id = s.computer_id
     where s.account_id = ${me.account_id} and s.state <> 'ended'
       and (${isRemoval} or exists (select from lost l where l.member_id = s.member_id and l.computer_id = s.computer_id))`;
}
