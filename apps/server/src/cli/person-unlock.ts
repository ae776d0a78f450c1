import type { Language } from '@latchkey/domain/language';
import { sql } from 'kysely';
import type { Config } from '../config.ts';
import { inTransaction } from '../kit/db.ts';
import { mailServerOf, promiseMail } from '../kit/mails.ts';
import { uuidv7 } from '../kit/secrets.ts';
import { StartRefusal } from '../kit/start-refusal.ts';
import { forgetWrongPasswords } from '../person/sign-in-budgets.ts';
import { MAIL_WAITS, operatorName, withOperatorKit } from './installation.ts';

type Somebody = { id: string; email: string; language: Language };

/**
 * Forgets the wrong passwords that were typed for a person, so that they can try again at once; they are told by mail. Gives the
 * lines to print. Throws StartRefusal when nobody has the address.
 */
export function unlockPerson(config: Config, email: string): Promise<string[]> {
  return withOperatorKit(config, (kit) =>
    inTransaction(kit.db, {}, async (began) => {
      const { tx, now } = began;
      const { rows } = await sql<Somebody>`
        select p.id, a.email, p.language from person_address a join person p on p.id = a.person_id where a.email = ${email}`.execute(
        tx,
      );
      const [person] = rows;
      if (!person) throw new StartRefusal(`Nobody has the address ${email}.`);
      const addresses = await sql<{ email: string }>`
        select email from person_address where person_id = ${person.id}`.execute(tx);
      const known = await sql<{ token_hash: Buffer }>`
        select token_hash from known_browser where person_id = ${person.id}`.execute(tx);
      await forgetWrongPasswords(
        tx,
        person.id,
        addresses.rows.map((address) => address.email),
        known.rows.map((browser) => browser.token_hash),
      );
      const id = uuidv7(now);
      const facts = JSON.stringify({ actor_kind: 'operator', actor: operatorName() });
      await tx
        .insertInto('person_event')
        .values({ person_id: person.id, id, at: now, act: 'operator.unlock-person', facts })
        .execute();
      const { language } = person;
      await promiseMail(began, { kind: 'sign_in_unlocked', subjectId: id, generation: 1, recipient: email, language });
      return [
        `${email} can sign in again: the wrong passwords counted for it are forgotten. They are told by mail.`,
        ...((await mailServerOf(kit, tx)) ? [] : [MAIL_WAITS]),
      ];
    }),
  );
}
