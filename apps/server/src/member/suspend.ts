import { suspendMembers } from '@latchkey/contract/member';
import { refuseSuspension } from '@latchkey/domain/member';
import { endAuthority } from '../handover/authority.ts';
import { bulkWrite } from '../kit/operation.ts';
import { lockMember, setStatus } from './standing.ts';

// The role stays, so that reinstating gives it back; what acts without them ends for good (G10).
export const suspend = bulkWrite(suspendMembers, async ({ tx, now, me, item, note }) => {
  const target = await lockMember(tx, me.account_id, item.member_id);
  if (!target) return { code: 'not-found' };
  const refusal = refuseSuspension(me, target);
  if (refusal) return refusal;
  await setStatus(tx, me.account_id, target.id, 'suspended');
  note({
    before: { status: 'active', role: target.role },
    after: { status: 'suspended' },
    personal: { email: target.email, name: target.name },
    targets: await endAuthority({ tx, now }, { accountId: me.account_id, memberId: target.id }),
  });
  return { member_id: target.id };
});
