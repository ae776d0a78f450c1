import { deleteMembers } from '@latchkey/contract/member';
import { refuseDeletion } from '@latchkey/domain/member';
import { changeStanding } from '../handover/authority.ts';
import { endInvitations } from '../invitation/endings.ts';
import { bulkWrite } from '../kit/operation.ts';
import { lockMember } from './standing.ts';

export const deleteMember = bulkWrite(deleteMembers, async ({ tx, now, me, item, note }) => {
  const began = { tx, now };
  const target = await lockMember(began, me.account_id, item.member_id);
  if (!target) return { code: 'not-found' };
  const refusal = refuseDeletion(me, target);
  if (refusal) return refusal;
  note({
    before: { status: target.status, role: target.role },
    after: { status: 'removed' },
    personal: { email: target.email, name: target.name },
  });
  if (target.status === 'invited') {
    await endInvitations(began, me.account_id, { member_ids: [target.id] }, 'withdrawn');
    return { member_id: target.id, was: 'withdrawn' as const };
  }
  const removed = { accountId: me.account_id, memberId: target.id, status: 'removed', role: 'member' } as const;
  note({ targets: await changeStanding(began, removed) });
  return { member_id: target.id, was: 'deleted' as const };
});
