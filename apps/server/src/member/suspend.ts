import { suspendMembers } from '@latchkey/contract/member';
import { refuseSuspension } from '@latchkey/domain/member';
import { changeStanding } from '../handover/authority.ts';
import { bulkWrite } from '../kit/operation.ts';
import { lockMember } from './standing.ts';

// The role stays, so that reinstating gives it back; what acts without them ends for good (G10).
export const suspend = bulkWrite(suspendMembers, async ({ tx, now, me, item, note }) => {
  const target = await lockMember({ tx, now }, me.account_id, item.member_id);
  if (!target) return { code: 'not-found' };
  const refusal = refuseSuspension(me, target);
  if (refusal) return refusal;
  const suspended = {
    accountId: me.account_id,
    memberId: target.id,
    status: 'suspended',
    role: target.role,
    roleId: target.role_id,
  } as const;
  note({
    before: { status: 'active', role: target.role },
    after: { status: 'suspended' },
    personal: { email: target.email, name: target.name },
    targets: await changeStanding({ tx, now }, suspended),
  });
  return { member_id: target.id };
});
