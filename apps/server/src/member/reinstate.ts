import { reinstateMembers } from '@latchkey/contract/member';
import { refuseReinstatement } from '@latchkey/domain/member';
import { changeStanding } from '../handover/authority.ts';
import { bulkWrite } from '../kit/operation.ts';
import { lockMember } from './standing.ts';

export const reinstate = bulkWrite(reinstateMembers, async ({ tx, now, me, item, note }) => {
  const target = await lockMember({ tx, now }, me.account_id, item.member_id);
  if (!target) return { code: 'not-found' };
  const refusal = refuseReinstatement(me, target);
  if (refusal) return refusal;
  const active = {
    accountId: me.account_id,
    memberId: target.id,
    status: 'active',
    role: target.role,
    roleId: target.role_id,
  } as const;
  await changeStanding({ tx, now }, active);
  note({
    before: { status: 'suspended' },
    after: { status: 'active', role: target.role },
    personal: { email: target.email, name: target.name },
  });
  return { member_id: target.id };
});
