import { changeRoles } from '@latchkey/contract/member';
import { refuseRoleChange } from '@latchkey/domain/member';
import { sql } from 'kysely';
import { endAuthority } from '../handover/authority.ts';
import { bulkWrite } from '../kit/operation.ts';
import { lockMember } from './standing.ts';

export const changeRole = bulkWrite(changeRoles, async ({ tx, now, me, item, note }) => {
  const target = await lockMember(tx, me.account_id, item.member_id);
  if (!target) return { code: 'not-found' };
  const refusal = refuseRoleChange(me, target, item.role);
  if (refusal) return refusal;
  note({ before: { role: target.role }, personal: { email: target.email, name: target.name } });
  if (target.role === item.role) return { member_id: target.id };
  await sql`
    update member set role = ${item.role}, version = version + 1 where account_id = ${me.account_id} and id = ${target.id}`.execute(
    tx,
  );
  // What an invitation brings is this actor's to answer for from now on: acceptance asks whether they may still grant it (I10).
  await sql`
    update invitation set invited_by = ${me.member_id}
     where account_id = ${me.account_id} and member_id = ${target.id} and ending is null`.execute(tx);
  const ended = await endAuthority({ tx, now }, { accountId: me.account_id, memberId: target.id, left: item.role });
  note({ targets: ended });
  return { member_id: target.id };
});
