import type { Language } from '@latchkey/domain/language';
import { sql } from 'kysely';
import type { Config } from '../config.ts';
import { type Began, inTransaction } from '../kit/db.ts';
import { enqueue } from '../kit/jobs.ts';
import { hashToken, uuidv7 } from '../kit/secrets.ts';
import { StartRefusal } from '../kit/start-refusal.ts';
import { resetLink } from '../person/resets.ts';
import { operatorName, withOperatorKit } from './installation.ts';

/** Longer than a mailed one lives: it is handed over by a person. */
const HOURS = 24;

type Somebody = { id: string; email: string; language: Language };

/**
 * Makes a link with which a person chooses a new password, to be handed over by the operator; links made before end. The person is told
 * by mail that it was made, without the link. Gives the lines to print. Throws StartRefusal when nobody has the address.
 */
export function makeResetLink(config: Config, email: string): Promise<string[]> {
  return withOperatorKit(config, (kit) =>
    inTransaction(kit.db, {}, async (began) => {
      const { rows } = await sql<Somebody>`
        select p.id, p.email, p.language from person_address a join person p on p.id = a.person_id
         where a.email = ${email} for update of p`.execute(began.tx);
      const [person] = rows;
      if (!person) throw new StartRefusal(`Nobody has the address ${email}.`);
      const id = uuidv7(began.now);
      const until = new Date(began.now.getTime() + HOURS * 3_600_000);
      await keepReset(began, person, { id, until, token: hashToken(kit.secrets.linkToken('reset', id, 1)) });
      await tellPerson(began, person, id);
      return [
        `Link for a new password of ${person.email}, good once and until ${until.toISOString()}:`,
        resetLink(kit, id),
        'Whoever has it can set the password. Hand it to that person only. They are told by mail that it was made.',
      ];
    }),
  );
}

async function keepReset(
  { tx, now }: Began,
  person: Somebody,
  { id, until, token }: { id: string; until: Date; token: Buffer },
): Promise<void> {
  await sql`
    update password_reset set ending = 'superseded', ended_at = ${now}
     where person_id = ${person.id} and ending is null`.execute(tx);
  await tx
    .insertInto('password_reset')
    .values({
      id,
      person_id: person.id,
      email: person.email,
      token_hash: token,
      asked_by: 'operator',
      made_at: now,
      expires_at: until,
    })
    .execute();
  const facts = JSON.stringify({ actor_kind: 'operator', actor: operatorName() });
  await tx
    .insertInto('person_event')
    .values({ person_id: person.id, id, at: now, act: 'operator.make-reset-link', facts })
    .execute();
}

async function tellPerson({ tx, now }: Began, person: Somebody, resetId: string): Promise<void> {
  const mailId = uuidv7(now);
  await tx
    .insertInto('mail')
    .values({
      id: mailId,
      kind: 'reset_made',
      event_id: `reset_made:${resetId}`,
      subject_id: resetId,
      recipient: person.email,
      language: person.language,
      made_at: now,
    })
    .execute();
  await enqueue(tx, 'mail-send', { mail_id: mailId });
}
