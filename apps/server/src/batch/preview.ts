import { type batchActs, previewBatch } from '@latchkey/contract/batch';
import type { Reply } from '@latchkey/contract/operation';
import { isGroupAct, rolesWithinReach } from '@latchkey/domain/batch';
import { extentOf } from '@latchkey/domain/limited';
import type { MemberStatus } from '@latchkey/domain/member';
import { hasPermission, type Permission, permissionsOf } from '@latchkey/domain/role';
import { type RawBuilder, sql } from 'kysely';
import { isNamedTo } from '../kit/consequences.ts';
import type { Tx } from '../kit/db.ts';
import { type Member, write } from '../kit/operation.ts';
import { rolesThere } from '../role/naming.ts';
import { groupConsequences } from './group-effect.ts';
import { isWhole, meant, refuseWanted, type Wanted } from './members.ts';

type Act = (typeof batchActs)[number];
type Consequences = Reply<typeof previewBatch>['consequences'];

/** The members whom each act changes anything for. */
const touches: Record<Act, readonly MemberStatus[]> = {
  suspend: ['active'],
  reinstate: ['suspended'],
  delete: ['invited', 'active', 'suspended'],
  'change-role': ['invited', 'active', 'suspended'],
  resend: ['invited'],
  'send-reset': ['active'],
  'add-to-group': ['active'],
  'remove-from-group': ['active'],
};

export const preview = write(previewBatch, async ({ tx, now, me, body }) => {
  const refusal = await refuseWanted(tx, me, body);
  if (refusal) return refusal;
  const { rows } = await sql<{ matching: number }>`
    select count(*)::integer as matching from ${meant(me, now, body)} as found`.execute(tx);
  const matching = rows[0]?.matching ?? 0;
  // How many match can't be guessed by the planner, which would go through all of them for each (minutes at 20,000).
  await sql`select set_config('enable_nestloop', 'off', true)`.execute(tx);
  const foresee = isGroupAct(body.act) ? groupConsequences : consequencesOf;
  return { matching, consequences: await foresee({ tx, now }, me, { ...body, matching }) };
});

/** What a dry run of the act on each member would say, counted in one question (P9); on whom the caller may not act nothing is said. */
async function consequencesOf({ tx, now }: { tx: Tx; now: Date }, me: Member, body: Wanted): Promise<Consequences> {
  const things = thingsOf(body, await heldIn(tx, me, body));
  if (!things) return [];
  const isSeen = extentOf(me, 'users.view') !== undefined;
  const { rows } = await sql<Consequences[number]>`
    with touched as materialized (
      select m.* from ${meant(me, now, body)} as found (id) join member m on m.id = found.id
       where m.account_id = ${me.account_id} and m.id <> ${me.member_id}
         and m.role = any (${rolesWithinReach(me.permissions)}::text[])
         and not exists (select from extra_power e where e.account_id = m.account_id and e.member_id = m.id and e.permission <> all (${me.permissions}::text[]))
         and m.status = any (${touches[body.act]}::text[]) ${isWhole(me, body.act)}
    ), thing as (${things})
    select kind, change, count(*)::integer as total,
           coalesce((array_agg(jsonb_build_object('id', subject_id, 'label', label) order by label, subject_id) filter (where ${isSeen} and ${isNamedTo(me)}))[1:50], '{}') as first50
      from (select distinct * from thing) c group by kind, change order by change desc, kind`.execute(tx);
  return rows;
}

/** The things that an act takes or gives: `change, kind, subject_id, label` of the members in `touched`. */
function thingsOf({ act, role }: Wanted, granted: readonly Permission[]): RawBuilder<unknown> | undefined {
  if (act === 'suspend' || act === 'delete')
    // Who is suspended goes on owning their computers (C13).
    return sql`
      select 'lost' as change, c.kind, c.subject_id, c.label from consequence c join touched t on t.account_id = c.account_id and t.id = c.member_id
       where c.kind <> 'owned-computer' or ${act} = 'delete'`;
  if (act === 'reinstate')
    return sql`
      select 'gained' as change, 'profile' as kind, t.id as subject_id, t.sort_name as label from touched t
      union all select 'gained', 'role', t.id, t.role from touched t where t.role <> 'member'
      union all select 'gained', 'permission', t.id, e.permission
        from touched t join extra_power e on e.account_id = t.account_id and e.member_id = t.id`;
  return role === undefined ? undefined : thingsOfRole(role, granted);
}

/** What a custom role that is to be given holds; nothing where none is. */
async function heldIn(tx: Tx, me: Member, { custom_role_id: id }: Wanted): Promise<readonly Permission[]> {
  return id === undefined ? [] : ((await rolesThere(tx, me, [id])).get(id) ?? []);
}

function thingsOfRole(role: NonNullable<Wanted['role']>, granted: readonly Permission[]): RawBuilder<unknown> {
  // Who holds something beyond their role may keep more by it.
  const keeps = (
    permission: Permission,
  ) => sql`(${hasPermission(role, permission) || granted.includes(permission)} or exists (
    select from extra_power e where e.account_id = t.account_id and e.member_id = t.id and e.via <> 'custom_role' and e.permission = ${permission}))`;
  const keepsEveryCode = sql`${keeps('computers.enrol')} and ${keeps('computers.manage')}`;
  const keepsTokens = sql`(${permissionsOf(role).length + granted.length > 0} or exists (
    select from extra_power e where e.account_id = t.account_id and e.member_id = t.id and e.via <> 'custom_role'))`;
  return sql`
    select 'lost' as change, c.kind, c.subject_id, c.label from consequence c join touched t on t.account_id = c.account_id and t.id = c.member_id
     where c.kind = 'role' and t.role <> ${role} or c.kind = 'token' and not ${keepsTokens}
        or c.kind = 'code' and not (${keepsEveryCode})
    union all
    select 'gained', 'role', t.id, ${role} from touched t where t.role <> ${role} and ${role} <> 'member' and t.status <> 'suspended'
    union all
    select 'lost', 'invitation', i.id, m.sort_name
      from touched t join invitation i on i.account_id = t.account_id and i.invited_by = t.id and i.ending is null
      join member m on m.account_id = i.account_id and m.id = i.member_id
     where not ${keeps('users.manage')}
    union all
    select 'lost', 'job', b.id, b.act from touched t join batch b on b.account_id = t.account_id and b.member_id = t.id and b.state = 'running'
     where not case b.about when 'member' then ${keeps('users.manage')} else ${keeps('computers.manage')} end
    union all
    -- What the custom role they have brings and nothing else does, and what the new one brings that they have not.
    select 'lost', 'permission', t.id, e.permission
      from touched t join extra_power e on e.account_id = t.account_id and e.member_id = t.id and e.via = 'custom_role'
     where t.status in ('active', 'invited') and e.permission <> all (${granted}::text[]) and not exists (
       select from extra_power o where o.account_id = t.account_id and o.member_id = t.id and o.via <> 'custom_role' and o.permission = e.permission)
    union all
    select 'gained', 'permission', t.id, p.permission
      from touched t cross join unnest(${granted}::text[]) as p (permission)
     where t.status in ('active', 'invited') and not exists (
       select from extra_power e where e.account_id = t.account_id and e.member_id = t.id and e.permission = p.permission)`;
}
