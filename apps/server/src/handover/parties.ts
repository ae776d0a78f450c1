import type { Language } from '@latchkey/domain/language';
import { sql } from 'kysely';
import type { Began } from '../kit/db.ts';
import { promiseMail } from '../kit/mails.ts';

/** The mails of a handover, each to both (P11). */
export const handoverMails = ['handover_offered', 'handover_accepted', 'handover_cancelled', 'handover_done'] as const;
export type HandoverMail = (typeof handoverMails)[number];

/** Which of the two a mail is to: it stands as the mail's generation. */
const TO_HOLDER = 1;
export const TO_SUCCESSOR = 2;

type Handover = { id: string; from_member: string; to_member: string };
type Party = { id: string; email: string; language: Language };

/** Promises a mail to the holder and one to the successor, each in the language of its reader. */
export async function mailParties(
  began: Began,
  accountId: string,
  { id, from_member, to_member }: Handover,
  kind: HandoverMail,
): Promise<void> {
  const members = [from_member, to_member];
  const { rows } = await sql<Party>`
    select m.id, m.email, l.language
      from member m join languages_of(${members}::uuid[]) l on l.member_id = m.id
     where m.account_id = ${accountId}`.execute(began.tx);
  for (const party of rows)
    await promiseMail(began, {
      accountId,
      kind,
      subjectId: id,
      generation: party.id === from_member ? TO_HOLDER : TO_SUCCESSOR,
      recipient: party.email,
      language: party.language,
    });
}
