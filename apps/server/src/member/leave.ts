import { leaveAccount } from '@latchkey/contract/member';
import { refuseLeaving } from '@latchkey/domain/member';
import { endAuthority } from '../handover/authority.ts';
import { write } from '../kit/operation.ts';
import { removeMember } from './standing.ts';

export const leave = write(leaveAccount, async ({ tx, now, me, note }) => {
  const refusal = refuseLeaving(me.role);
  if (refusal) return refusal;
  const began = { tx, now };
  await removeMember(began, me.account_id, me.member_id);
  const ended = await endAuthority(began, { accountId: me.account_id, memberId: me.member_id });
  note({
    before: { status: 'active', role: me.role },
    after: { status: 'removed' },
    targets: [me.member_id, ...ended],
  });
  return {};
});
