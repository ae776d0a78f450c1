import { changeRoles } from '@latchkey/contract/member';
import { refuseRoleChange } from '@latchkey/domain/member';
import { sql } from 'kysely';
import { changeStanding } from '../handover/authority.ts';
import { bulkWrite } from '../kit/operation.ts';
import type { Member } from '../kit/operation.ts';
import type { Tx } from '../kit/db.ts';
import { lockMember } from './standing.ts';

export const changeRole = bulkWrite(changeRoles, async ({ tx, now, me, item, note }) => {
  const target = await lockMember({ tx, now }, me.account_id, item.member_id);
  if (!target) return { code: 'not-found' };
  const refusal = refuseRoleChange(me, target, item.role);
  if (refusal) return refusal;
  note({ before: { role: target.role }, personal: { email: target.email, name: target.name } });
  const { id, role, status } = target;
  if (role === item.role || status === 'removed') return { member_id: id };
  if (status === 'invited') await promise(tx, me, { id, role: item.role });
  else {
    const standing = { accountId: me.account_id, memberId: id, status, role: item.role };
    note({ targets: await changeStanding({ tx, now }, standing) });
  }
  return { member_id: id };
});

/** What an invitation brings is this actor's to answer for from now on: acceptance asks whether they may still grant it (I10). */
async function promise(tx: Tx, me: Member, { id, role }: { id: string; role: string }): Promise<void> {
  await sql`
    with changed as (
      update member set role = ${role}, version = version + 1 where account_id = ${me.account_id} and id = ${id}
    )
    update invitation set invited_by = ${me.member_id}
     where account_id = ${me.account_id} and member_id = ${id} and ending is null`.execute(tx);
}
