import type { Language } from '@latchkey/domain/language';
import { sql } from 'kysely';
import type { Began } from '../kit/db.ts';
import { promiseMail } from '../kit/mails.ts';

/** A computer that has another owner now. */
export type Change = { computer_id: string; before: string | null; after: string | null; version: number };

type Party = { id: string; email: string; language: Language };

/** Promises each member whom changes took or gave a computer one mail for each of the two, in their language (C13). */
export async function mailOwners(began: Began, accountId: string, changes: readonly Change[]): Promise<void> {
  const members = changes.flatMap(({ before, after }) => [before, after].filter((one) => one !== null));
  const { rows } = await sql<Party>`
    select m.id, m.email, l.language from member m join languages_of(${members}::uuid[]) l on l.member_id = m.id
     where m.account_id = ${accountId} and m.status = 'active'`.execute(began.tx);
  for (const { id, email: recipient, language } of rows) {
    const mail = { accountId, recipient, language };
    const [lost, given] = [changes.find(({ before }) => before === id), changes.find(({ after }) => after === id)];
    for (const [kind, change] of [
      ['computer_taken', lost],
      ['computer_given', given],
    ] as const)
      if (change)
        await promiseMail(began, { ...mail, kind, subjectId: change.computer_id, generation: change.version });
  }
}
