import type { Language } from '@latchkey/domain/language';
import { speakerOf } from '@latchkey/messages/format';
import { sql } from 'kysely';
import { inTransaction } from '../kit/db.ts';
import type { Kit } from '../kit/kit.ts';
import { type Letter, momentInWords, renderLetter, type RenderedLetter } from '../kit/letter.ts';
import { enrolmentCodeOf } from './codes.ts';

type Mail = {
  account_id: string | null;
  kind: string;
  subject_id: string;
  recipient: string;
  language: Language;
};
type Composed = { fromName: string; letter: RenderedLetter };

type Owned = { company: string; computer: string; is_owner: boolean; owned: number };

/** The mails to the old and the new owner of a computer (C13); nothing when what they would say is not so any more. */
export async function composeOwner(kit: Kit, mail: Mail): Promise<Composed | undefined> {
  const [facts] = await inTransaction(
    kit.db,
    { accountId: mail.account_id ?? undefined, mode: 'read' },
    async ({ tx }) => {
      const { rows } = await sql<Owned>`
      select a.company_name as company, c.name as computer, c.owner_id is not distinct from m.id as is_owner,
             (select count(*)::integer from computer x where x.account_id = m.account_id and x.owner_id = m.id) as owned
        from computer c join account a on a.id = c.account_id and a.closed_at is null
        join member m on m.account_id = c.account_id and m.email = ${mail.recipient} and m.status = 'active'
       where c.id = ${mail.subject_id} and c.status <> 'removed'`.execute(tx);
      return rows;
    },
  );
  const isGiven = mail.kind === 'computer_given';
  if (!facts || facts.is_owner !== isGiven) return undefined;
  const say = await speakerOf(mail.language);
  const { company, computer, owned } = facts;
  const about = isGiven ? 'computer-given' : 'computer-taken';
  const letter: Letter = {
    subject: say(`mail.${about}.subject`, { computer, company }),
    heading: say(`mail.${about}.heading`, { computer }),
    paragraphs: [say(`mail.${about}.what`, { computer, company }), say(`mail.${about}.code`)],
    button: { label: say('mail.computer.button'), href: `${kit.publicUrl}/a/${mail.account_id}/computers` },
    afterwards: [say('mail.computer.owned', { owned, company })],
    smallPrint: [say('mail.computer.unexpected')],
  };
  return { fromName: company, letter: await renderLetter(letter, { language: mail.language, companyName: company }) };
}

type CodeFacts = { company: string; made_by: string; expires_at: Date };

/** The mail of an enrolment code to whom the computer will belong (C1); nothing when the code is used or over. */
export async function composeCode(kit: Kit, mail: Mail): Promise<Composed | undefined> {
  const [facts] = await inTransaction(
    kit.db,
    { accountId: mail.account_id ?? undefined, mode: 'read' },
    async ({ tx, now }) => {
      const { rows } = await sql<CodeFacts>`
      select a.company_name as company, m.sort_name as made_by, e.expires_at
        from enrolment_code e join account a on a.id = e.account_id and a.closed_at is null
        join member m on m.account_id = e.account_id and m.id = e.made_by
       where e.id = ${mail.subject_id} and e.ending is null and e.expires_at > ${now}`.execute(tx);
      return rows;
    },
  );
  if (!facts) return undefined;
  const say = await speakerOf(mail.language);
  const { company, made_by: madeBy } = facts;
  const letter: Letter = {
    subject: say('mail.enrolment-code.subject', { company }),
    heading: say('mail.enrolment-code.heading', { company }),
    paragraphs: [say('mail.enrolment-code.what', { madeBy, company }), say('mail.enrolment-code.how')],
    quote: { intro: say('mail.enrolment-code.code'), text: enrolmentCodeOf(kit, mail.subject_id) },
    button: { label: say('mail.computer.button'), href: `${kit.publicUrl}/a/${mail.account_id}/computers` },
    afterwards: [say('mail.enrolment-code.expires', { expires: momentInWords(facts.expires_at, mail.language) })],
    smallPrint: [say('mail.computer.unexpected'), say('mail.enrolment-code.secret')],
  };
  return { fromName: company, letter: await renderLetter(letter, { language: mail.language, companyName: company }) };
}
