import { changeRoles } from '@latchkey/contract/member';
import { refuseRoleChange } from '@latchkey/domain/member';
import { refuseCustomRole } from '@latchkey/domain/role';
import { sql } from 'kysely';
import { changeStanding } from '../handover/authority.ts';
import { bulkWrite } from '../kit/operation.ts';
import type { Member } from '../kit/operation.ts';
import type { Tx } from '../kit/db.ts';
import { rolesThere } from '../role/naming.ts';
import { lockMember } from './standing.ts';

export const changeRole = bulkWrite(changeRoles, async ({ tx, now, me, item, note }) => {
  const target = await lockMember({ tx, now }, me.account_id, item.member_id);
  if (!target) return { code: 'not-found' };
  const { custom_role_id: roleId } = item;
  const there = await rolesThere(tx, me, roleId === null ? [] : [roleId]);
  const refusal =
    refuseRoleChange(me, target, item.role) ??
    refuseCustomRole(me.permissions, { role: item.role, custom_role_id: roleId }, there);
  if (refusal) return refusal;
  const { id, role, status } = target;
  note({ before: { role, custom_role_id: target.role_id }, personal: { email: target.email, name: target.name } });
  if ((role === item.role && target.role_id === roleId) || status === 'removed') return { member_id: id };
  if (status === 'invited') await promise(tx, me, { id, role: item.role, roleId });
  else {
    const standing = { accountId: me.account_id, memberId: id, status, role: item.role, roleId };
    note({ targets: await changeStanding({ tx, now }, standing) });
  }
  return { member_id: id };
});

/** What an invitation brings is this actor's to answer for from now on: acceptance asks whether they may still grant it (I10). */
async function promise(
  tx: Tx,
  me: Member,
  { id, role, roleId }: { id: string; role: string; roleId: string | null },
): Promise<void> {
  await sql`
    with changed as (
      update member set role = ${role}, role_id = ${roleId}, version = version + 1 where account_id = ${me.account_id} and id = ${id}
    )
    update invitation set invited_by = ${me.member_id}, lost_role = false
     where account_id = ${me.account_id} and member_id = ${id} and ending is null`.execute(tx);
}
