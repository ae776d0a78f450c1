import { acceptInvitation } from '@latchkey/contract/invitation';
import { inTransaction } from '../kit/db.ts';
import { steps } from '../kit/operation.ts';
import { isRefusal, orRefuse } from '../kit/refused.ts';
import { acceptOffer } from './acceptance.ts';
import { targetOf } from './links.ts';

export const accept = steps(acceptInvitation, async ({ kit, asked, me, body }) => {
  const target = await targetOf(kit, body.link);
  if (isRefusal(target)) return target;
  const who = {
    person_id: me.person_id,
    name: me.name,
    act: acceptInvitation.id,
    address: asked.address,
  };
  return inTransaction(kit.db, { accountId: target.account_id }, async (began) =>
    orRefuse(await acceptOffer(began, target, who)),
  );
});
