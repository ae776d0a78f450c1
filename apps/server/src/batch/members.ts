import type { startBatch } from '@latchkey/contract/batch';
import type { Body } from '@latchkey/contract/operation';
import { permissionForBatch, refuseBatch } from '@latchkey/domain/batch';
import { refuseInvitedGroups } from '@latchkey/domain/group';
import type { Refusal } from '@latchkey/domain/refusal';
import { refuseCustomRole } from '@latchkey/domain/role';
import { type RawBuilder, sql } from 'kysely';
import { groupsThere } from '../group/grouping.ts';
import type { Tx } from '../kit/db.ts';
import { amongUsers, extentFor } from '../kit/limited.ts';
import type { Member } from '../kit/operation.ts';
import { rolesThere } from '../role/naming.ts';

/** What is wanted of all members that match. */
export type Wanted = Body<typeof startBatch>;

/**
 * Says why a job over members can't begin: what it gives is missing, is not there, or is nothing that this member may give to anybody.
 * The rest is decided for each when their turn comes.
 */
export async function refuseWanted(tx: Tx, me: Member, wanted: Wanted): Promise<Refusal | undefined> {
  const { act, group_id } = wanted;
  const refusal = refuseBatch(me, wanted) ?? (await refuseRole(tx, me, wanted));
  if (refusal || group_id === undefined) return refusal;
  const { users } = extentFor(me, 'groups.manage');
  if (users && !users.includes(group_id)) return { code: 'not-found' };
  const there = await groupsThere(tx, me, [group_id]);
  if (act === 'add-to-group') return refuseInvitedGroups(me, [group_id], there);
  return there.has(group_id) ? undefined : { code: 'not-found' };
}

/** Says why the custom role that is wanted can't be given (G5, G10). */
async function refuseRole(tx: Tx, me: Member, { role, custom_role_id: id }: Wanted): Promise<Refusal | undefined> {
  if (role === undefined || id === undefined) return undefined;
  return refuseCustomRole(me.permissions, { role, custom_role_id: id }, await rolesThere(tx, me, [id]));
}

/** Inside which user groups only somebody may do such a thing; null for everybody's. */
function groupsFor(me: Member, act: string): readonly string[] | null {
  return extentFor(me, permissionForBatch({ about: 'member', act })).users;
}

/**
 * Who is meant, as a table of ids: who matches the filter and is in a group of those that the caller is limited
 * to. By a group outside nobody matches.
 */
export function meant(me: Member, now: Date, { act, filter }: Pick<Wanted, 'act' | 'filter'>): RawBuilder<unknown> {
  const users = groupsFor(me, act);
  const matching = sql`members_matching(${JSON.stringify(filter)}::jsonb, ${now})`;
  if (users === null) return matching;
  const isAnyone = filter.group_id === undefined || users.includes(filter.group_id);
  return sql`(
    select f.id, row_number() over (order by f.place) from ${matching} with ordinality as f (id, place) join member m on m.account_id = ${me.account_id} and m.id = f.id
     where ${isAnyone} ${amongUsers(users, 'm')})`;
}

/** The same with their places, from 1. */
export function meantInPlaces(me: Member, now: Date, wanted: Pick<Wanted, 'act' | 'filter'>): RawBuilder<unknown> {
  return groupsFor(me, wanted.act) === null ? sql`${meant(me, now, wanted)} with ordinality` : meant(me, now, wanted);
}

/** The condition that a member `m` is looked after by the caller as a whole: in no group outside of theirs (G11). */
export function isWhole(me: Member, act: string): RawBuilder<unknown> {
  const users = groupsFor(me, act);
  return users === null
    ? sql``
    : sql`and not exists (select from user_group_member o where o.account_id = m.account_id and o.member_id = m.id and o.group_id <> all (${users}::uuid[]))`;
}
