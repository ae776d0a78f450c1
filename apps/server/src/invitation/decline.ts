import { declineInvitation } from '@latchkey/contract/invitation';
import { writeAudit } from '../kit/audit.ts';
import { inTransaction } from '../kit/db.ts';
import { tellNews } from '../kit/news.ts';
import { steps } from '../kit/operation.ts';
import { isRefusal, orRefuse, Refused } from '../kit/refused.ts';
import { endInvitations } from './endings.ts';
import { lockAccount, offerOf, targetOf } from './links.ts';

export const decline = steps(declineInvitation, async ({ kit, asked, body }) => {
  const target = await targetOf(kit, body.link);
  if (isRefusal(target)) return target;
  return inTransaction(kit.db, { accountId: target.account_id }, async (began) => {
    if (!(await lockAccount(began, target.account_id))) throw new Refused({ code: 'link-unknown' });
    const offer = orRefuse(await offerOf(began, target));
    await endInvitations(began, target.account_id, { member_ids: [offer.member_id] }, 'declined');
    await tellNews(began.tx, target.account_id, 'member');
    const actor = {
      kind: 'member',
      id: offer.member_id,
      personal: { email: offer.email, address: asked.address },
    } as const;
    const reply = { member_id: offer.member_id, invitation_id: offer.id };
    await writeAudit(began, target.account_id, actor, [
      {
        act: declineInvitation.id,
        input: {},
        reply,
        note: { before: { status: 'invited' }, after: { status: 'removed' } },
      },
    ]);
    return {};
  });
});
