import { signOutMembers as operation } from '@latchkey/contract/member';
import { refuseSigningOut } from '@latchkey/domain/member';
import { tellNews } from '../kit/news.ts';
import { bulkWrite } from '../kit/operation.ts';
import { lockMember } from './standing.ts';

// The sign-in is the person's and leads into other accounts too: what ends is that it leads in here without the password (A5).
export const signOutMembers = bulkWrite(operation, async ({ tx, now, me, item, note }) => {
  const target = await lockMember({ tx, now }, me.account_id, item.member_id);
  if (!target) return { code: 'not-found' };
  const refusal = refuseSigningOut(me, target);
  if (refusal) return refusal;
  await tx
    .updateTable('member')
    .set({ signed_out_at: now })
    .where('account_id', '=', me.account_id)
    .where('id', '=', target.id)
    .execute();
  await tellNews(tx, me.account_id, 'session');
  note({ personal: { email: target.email, name: target.name } });
  return { member_id: target.id };
});
