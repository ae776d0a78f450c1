import { withdrawInvitation } from '@latchkey/contract/invitation';
import { refuseActingOn } from '@latchkey/domain/role';
import { bulkWrite } from '../kit/operation.ts';
import { lockMember } from '../member/standing.ts';
import { endInvitations } from './endings.ts';

export const withdraw = bulkWrite(withdrawInvitation, async ({ tx, now, me, item, note }) => {
  const member = await lockMember({ tx, now }, me.account_id, item.member_id);
  if (!member || member.status === 'removed') return { code: 'not-found' };
  const refusal = refuseActingOn(me.permissions, member);
  if (refusal) return refusal;
  const ended = await endInvitations({ tx, now }, me.account_id, { member_ids: [member.id] }, 'withdrawn');
  if (ended.length === 0) return { code: 'no-open-invitation' };
  note({
    before: { status: 'invited' },
    after: { status: 'removed' },
    personal: { email: member.email, name: member.name },
  });
  return { member_id: member.id };
});
