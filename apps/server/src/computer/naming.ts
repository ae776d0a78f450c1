import { extentOf } from '@latchkey/domain/limited';
import type { Permission } from '@latchkey/domain/role';
import { type RawBuilder, sql } from 'kysely';
import { amongUsers } from '../kit/limited.ts';
import type { Member } from '../kit/operation.ts';

/** The condition that the caller sees the user of the row `alias`, who may be nobody, or is them: in the whole account, in their groups, or not at all (G11). */
export function seesUser(me: Member, alias: string): RawBuilder<boolean> {
  const extent = extentOf(me, 'users.view');
  const id = sql.ref(`${alias}.id`);
  if (!extent) return sql`(${id} = ${me.member_id})`;
  return sql`(${id} = ${me.member_id} or (true ${amongUsers(extent.users, alias)}))`;
}

/**
 * The condition that a permission which tells who did something tells the caller who the user of the row `alias` is: whoever has it by a role
 * that is limited to user groups is told of those they see (G11).
 */
export function isNamedTo(me: Member, by: Permission, alias: string): RawBuilder<boolean> {
  const { users = null } = me.limits ?? {};
  return me.permissions.includes(by) || users === null ? sql`true` : seesUser(me, alias);
}
