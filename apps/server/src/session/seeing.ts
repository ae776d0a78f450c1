import { type Extent, extentOf } from '@latchkey/domain/limited';
import type { Permission } from '@latchkey/domain/role';
import { type RawBuilder, sql } from 'kysely';
import { amongComputers } from '../kit/limited.ts';
import type { Member } from '../kit/operation.ts';

/** The condition that a permission of the caller counts for the session of the row `alias`: of somebody in one of their user groups, at a computer `c` in theirs (G5). */
export function isWithin(me: Member, permission: Permission, alias = 's'): RawBuilder<boolean> {
  return within(extentOf(me, permission), alias, (users) => sql`bool_or(i.group_id = any (${users}::uuid[]))`);
}

/** The same with every user group of theirs inside: what is done to the session is done to nobody others look after as well (G11). */
export function isAllWithin(me: Member, permission: Permission, alias = 's'): RawBuilder<boolean> {
  return within(extentOf(me, permission), alias, (users) => sql`bool_and(i.group_id = any (${users}::uuid[]))`);
}

function within(
  extent: Extent | undefined,
  alias: string,
  ofGroups: (users: readonly string[]) => RawBuilder<unknown>,
): RawBuilder<boolean> {
  if (!extent) return sql`false`;
  const { users, computers } = extent;
  if (users === null && computers === null) return sql`true`;
  const ofUser =
    users === null
      ? sql``
      : sql`and coalesce((select ${ofGroups(users)} from user_group_member i where i.account_id = ${sql.ref(`${alias}.account_id`)} and i.member_id = ${sql.ref(`${alias}.member_id`)}), false)`;
  return sql`coalesce(true ${ofUser} ${amongComputers(computers, 'c')}, false)`;
}
