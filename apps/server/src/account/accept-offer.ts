import { acceptAccountOffer } from '@latchkey/contract/account';
import { sql } from 'kysely';
import { inTransaction } from '../kit/db.ts';
import { steps } from '../kit/operation.ts';
import { isRefusal } from '../kit/refused.ts';
import { uuidv7 } from '../kit/secrets.ts';
import { noteAcceptance, offerByLink } from './offers.ts';

export const acceptOffer = steps(acceptAccountOffer, async ({ kit, asked, me, body }) => {
  const offer = await offerByLink(kit, body.link);
  if (isRefusal(offer)) return offer;
  if (offer.person_id !== me.person_id) return { code: 'wrong-person', email: offer.email };
  const account_id = uuidv7(new Date());
  const made = await inTransaction(kit.db, { accountId: account_id }, async (began) => {
    const { tx, now } = began;
    const member_id = uuidv7(now);
    const { rows } = await sql<{ made: boolean }>`
      select accept_offer(${me.token}, ${offer.hash}, ${account_id}, ${member_id}, ${now}) as made`.execute(tx);
    if (!rows[0]?.made) return false;
    const holder = { act: acceptAccountOffer.id, account_id, member_id, name: me.name, address: asked.address };
    await noteAcceptance(began, offer, holder);
    return true;
  });
  // Somebody else was quicker with the same link.
  return made ? { account_id } : { code: 'link-used' };
});
