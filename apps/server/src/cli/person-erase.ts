import { sql } from 'kysely';
import type { Config } from '../config.ts';
import { type Began, inTransaction } from '../kit/db.ts';
import { mailServerOf } from '../kit/mails.ts';
import { uuidv7 } from '../kit/secrets.ts';
import { StartRefusal } from '../kit/start-refusal.ts';
import type { Deletion } from '../person/deletion.ts';
import { operatorName, withOperatorKit } from './installation.ts';
import { personNamed } from './person-named.ts';

/**
 * Erases a person as they could themselves (P13, O4): memberships end, then name, addresses and sign-ins are gone, and histories say
 * "deleted person". They are told by mail if there is a mail server. Without `isSure` it only says what would end. Gives the lines to
 * print. Throws StartRefusal when nobody has the address, or they hold an account.
 */
export function erasePerson(config: Config, email: string, isSure: boolean): Promise<string[]> {
  return withOperatorKit(config, (kit) =>
    inTransaction(kit.db, {}, async (began) => {
      const person = await personNamed(began.tx, email);
      const ends = await endsWith(began, person.id);
      if (ends.holds.length > 0) {
        const companies = ends.holds.map(({ company_name }) => company_name).join(', ');
        throw new StartRefusal(
          `${person.email} is the account holder of ${companies}. Hand it over first (account transfer), or close it and wait until it is erased.`,
        );
      }
      const said = inWords(person.email, ends);
      if (!isSure) return [...said, 'Nothing is erased yet. Run it again with --yes; it can not be undone.'];
      const tells = (await mailServerOf(kit, began.tx)) !== undefined;
      await erase(began, person.id, tells);
      return [
        ...said,
        `Erased. ${tells ? 'They are told by mail.' : 'There is no mail server, so they are not told.'}`,
      ];
    }),
  );
}

async function endsWith({ tx, now }: Began, personId: string): Promise<Deletion> {
  const { rows } = await sql<{ ends: Deletion }>`select ends_with_person(${personId}, ${now}) as ends`.execute(tx);
  return rows[0]?.ends ?? { memberships: [], holds: [], sign_ins: 0, tokens: 0, invitations: 0 };
}

function inWords(email: string, { memberships, sign_ins, tokens, invitations }: Deletion): string[] {
  const companies = memberships.map(({ company_name, role, status }) => `  ${company_name}: ${role}, ${status}`);
  return [
    `With ${email} end ${memberships.length} memberships, ${sign_ins} sign-ins, ${tokens} API tokens and ${invitations} invitations.`,
    ...companies,
  ];
}

async function erase({ tx, now }: Began, personId: string, tells: boolean): Promise<void> {
  // Somebody who did much for years has left traces in many places.
  await sql`set local statement_timeout = '1h'`.execute(tx);
  const { rows } = await sql<{ outcome: string }>`
    select erase_person(${personId}, 'operator', ${operatorName()}, ${uuidv7(now)}, ${tells}, ${now}) as outcome`.execute(
    tx,
  );
  if (rows[0]?.outcome !== 'erased') throw new StartRefusal('They became an account holder, or went, this moment.');
}
