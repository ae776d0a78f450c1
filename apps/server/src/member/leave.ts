import { leaveAccount } from '@latchkey/contract/member';
import { refuseLeaving } from '@latchkey/domain/member';
import { changeStanding } from '../handover/authority.ts';
import { write } from '../kit/operation.ts';

export const leave = write(leaveAccount, async ({ tx, now, me, note }) => {
  const refusal = refuseLeaving(me.role);
  if (refusal) return refusal;
  const removed = { accountId: me.account_id, memberId: me.member_id, status: 'removed', role: 'member' } as const;
  const ended = await changeStanding({ tx, now }, removed);
  note({
    before: { status: 'active', role: me.role },
    after: { status: 'removed' },
    targets: [me.member_id, ...ended],
  });
  return {};
});
