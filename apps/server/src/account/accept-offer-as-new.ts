import { acceptAccountOfferAsNew } from '@latchkey/contract/account';
import { sql } from 'kysely';
import { inTransaction } from '../kit/db.ts';
import { type StepsContext, steps } from '../kit/operation.ts';
import { isRefusal } from '../kit/refused.ts';
import { uuidv7 } from '../kit/secrets.ts';
import { openSignIn } from '../person/sign-ins.ts';
import { refuseNewPassword } from '../person/strength.ts';
import { noteAcceptance, type Offer, offerByLink } from './offers.ts';

export const acceptOfferAsNew = steps(acceptAccountOfferAsNew, async (context) => {
  const { kit, asked, body, cookies } = context;
  const offer = await offerByLink(kit, body.link);
  if (isRefusal(offer)) return offer;
  if (offer.person_id !== null) return { code: 'sign-in-instead' };
  const weak = refuseNewPassword(body.password);
  if (weak) return weak;
  const password_hash = await kit.passwords.hashPassword(body.password);
  const made = await open(context, offer, password_hash);
  // Somebody else was quicker with the same link.
  if (!made) return { code: 'link-used' };
  await openSignIn(kit, asked, cookies, { person_id: made.person_id, password_hash });
  return { account_id: made.account_id };
});

/** Person, account and holder in one transaction: all or none. A person who came into being meanwhile is told by a constraint. */
async function open(
  { kit, asked, body }: StepsContext<typeof acceptAccountOfferAsNew>,
  offer: Offer,
  passwordHash: string,
) {
  const account_id = uuidv7(new Date());
  return inTransaction(kit.db, { accountId: account_id }, async (began) => {
    const { tx, now } = began;
    const [person_id, member_id] = [uuidv7(now), uuidv7(now)];
    const { rows } = await sql<{ made: boolean }>`
      select accept_offer_as_new(${offer.hash}, ${person_id}, ${body.name}, ${passwordHash}, ${body.language}, ${account_id},
                                 ${member_id}, ${now}) as made`.execute(tx);
    if (!rows[0]?.made) return undefined;
    const holder = { act: acceptAccountOfferAsNew.id, account_id, member_id, name: body.name, address: asked.address };
    await noteAcceptance(began, offer, holder);
    return { person_id, account_id };
  });
}
