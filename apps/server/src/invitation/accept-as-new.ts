import { acceptAsNewPerson } from '@latchkey/contract/invitation';

import { sql } from 'kysely';
import { inTransaction } from '../kit/db.ts';
import { type StepsContext, steps } from '../kit/operation.ts';
import { isRefusal, orRefuse, Refused } from '../kit/refused.ts';
import { uuidv7 } from '../kit/secrets.ts';
import { openSignIn } from '../person/sign-ins.ts';
import { refuseNewPassword } from '../person/strength.ts';
import { acceptOffer } from './acceptance.ts';
import { type LinkTarget, offerOf, targetOf } from './links.ts';

export const acceptAsNew = steps(acceptAsNewPerson, async (context) => {
  const { kit, asked, body, cookies } = context;
  const target = await targetOf(kit, body.link);
  if (isRefusal(target)) return target;
  // Said before the password is hashed, so that dead links cost nothing, and before anything else: what became of a link outranks all (I6).
  const offer = await inTransaction(kit.db, { accountId: target.account_id, mode: 'read' }, (began) =>
    offerOf(began, target),
  );
  if (isRefusal(offer)) return offer;
  if (target.person_id !== null) return { code: 'sign-in-instead' };
  const weak = refuseNewPassword(body.password);
  if (weak) return weak;
  const password_hash = await kit.passwords.hashPassword(body.password);
  const { person_id, ...accepted } = await join(context, target, password_hash);
  await openSignIn(kit, asked, cookies, { person_id, password_hash });
  return accepted;
});

/** Person and membership in one transaction: either both or neither. */
async function join(
  { kit, asked, body }: StepsContext<typeof acceptAsNewPerson>,
  target: LinkTarget,
  passwordHash: string,
) {
  return inTransaction(kit.db, { accountId: target.account_id }, async (began) => {
    const { tx, now } = began;
    const person_id = uuidv7(now);
    const { rows } = await sql<{ made: boolean }>`
      select make_person_by_link(${target.hash}, ${person_id}, ${body.name}, ${passwordHash}, ${body.language}, ${now}) as made`.execute(
      tx,
    );
    if (!rows[0]?.made) {
      orRefuse(await offerOf(began, target));
      throw new Refused({ code: 'sign-in-instead' });
    }
    const who = { person_id, name: body.name, act: acceptAsNewPerson.id, address: asked.address };
    return { person_id, ...orRefuse(await acceptOffer(began, target, who)) };
  });
}
