import { reinstateMembers } from '@latchkey/contract/member';
import { refuseReinstatement } from '@latchkey/domain/member';
import { bulkWrite } from '../kit/operation.ts';
import { lockMember, setStatus } from './standing.ts';

export const reinstate = bulkWrite(reinstateMembers, async ({ tx, me, item, note }) => {
  const target = await lockMember(tx, me.account_id, item.member_id);
  if (!target) return { code: 'not-found' };
  const refusal = refuseReinstatement(me, target);
  if (refusal) return refusal;
  await setStatus(tx, me.account_id, target.id, 'active');
  note({
    before: { status: 'suspended' },
    after: { status: 'active', role: target.role },
    personal: { email: target.email, name: target.name },
  });
  return { member_id: target.id };
});
