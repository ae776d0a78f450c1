import type { Language } from '@latchkey/domain/language';
import { speakerOf } from '@latchkey/messages/format';
import { sql } from 'kysely';
import { type Began, inTransaction } from '../kit/db.ts';
import type { Kit } from '../kit/kit.ts';
import { momentInWords, renderLetter, type RenderedLetter } from '../kit/letter.ts';
import { promiseMail } from '../kit/mails.ts';
import { holdsFor } from './governed.ts';
import type { OfComputer } from './presence.ts';

/** Whether a member `m` may remove a computer `c` and add it anew, or owns it. */
const isTold = sql`(c.owner_id = m.id or ${holdsFor('computers.manage')})`;
const KIND = 'computer_quarantined';

/** Tells the owner and whoever manages computers that a key was copied: once, since a computer never leaves its quarantine. */
export async function mailQuarantined(began: Began, of: OfComputer): Promise<void> {
  const { rows } = await sql<{ email: string; language: Language }>`
    with readers as (
      select m.id, m.email from member m join computer c on c.account_id = m.account_id and c.id = ${of.computerId}
       where m.account_id = ${of.accountId} and m.status = 'active' and ${isTold})
    select r.email, l.language from readers r join languages_of(array(select id from readers)) l on l.member_id = r.id order by r.id`.execute(
    began.tx,
  );
  for (const [index, { email: recipient, language }] of rows.entries()) {
    const mail = { accountId: of.accountId, kind: KIND, subjectId: of.computerId, generation: index + 1 };
    await promiseMail(began, { ...mail, recipient, language });
  }
}

type Mail = { account_id: string | null; subject_id: string; recipient: string; language: Language };
type Facts = { company: string; computer: string; at: Date };

/** The mail about a copied key; nothing when the computer is gone meanwhile, or its reader has nothing to do with it any more. */
export async function composeQuarantined(
  kit: Kit,
  { account_id: accountId, subject_id: computerId, recipient, language }: Mail,
): Promise<{ fromName: string; letter: RenderedLetter } | undefined> {
  const [facts] = await inTransaction(kit.db, { accountId: accountId ?? undefined, mode: 'read' }, async ({ tx }) => {
    const { rows } = await sql<Facts>`
      select a.company_name as company, c.name as computer, c.quarantined_at as at
        from computer c join account a on a.id = c.account_id and a.closed_at is null
        join member m on m.account_id = c.account_id and m.email = ${recipient} and m.status = 'active'
         and ${isTold}
       where c.id = ${computerId} and c.status <> 'removed' and c.quarantined_at is not null`.execute(tx);
    return rows;
  });
  if (!facts) return undefined;
  const say = await speakerOf(language);
  const { company, computer, at } = facts;
  const letter = await renderLetter(
    {
      subject: say('mail.computer-quarantined.subject', { computer }),
      heading: say('mail.computer-quarantined.subject', { computer }),
      paragraphs: [
        say('mail.computer-quarantined.what', { computer, company, at: momentInWords(at, language) }),
        say('mail.computer-quarantined.known'),
        say('mail.computer-quarantined.unknown'),
      ],
      button: { label: say('mail.computer.button'), href: `${kit.publicUrl}/a/${accountId}/computers/${computerId}` },
      smallPrint: [say('mail.computer-quarantined.why')],
    },
    { language, companyName: company },
  );
  return { fromName: company, letter };
}
