import type { Language } from '@latchkey/domain/language';
import { MOST_TOLD, neededToAnswer, type Wish } from '@latchkey/domain/request';
import { sql } from 'kysely';
import type { Began } from '../kit/db.ts';
import { promiseMail } from '../kit/mails.ts';
import type { Member } from '../kit/operation.ts';
import { whoCouldGive } from '../member/givers.ts';

type Request = Wish & { id: string };
type Reader = { email: string; language: Language };

/** Mails those who could give what is asked for, the first ten. For a computer that is not there no mail goes out when it is to be written. */
export async function tellGivers(began: Began, me: Member, request: Request): Promise<void> {
  const asker = { id: me.member_id, role: me.role, needed: neededToAnswer(request), isUntouched: request.unlock };
  const { first50 } = await whoCouldGive(began.tx, me, asker);
  const readers = await readersAmong(
    began,
    me,
    first50.slice(0, MOST_TOLD).map(({ id }) => id),
  );
  for (const [index, { email, language }] of readers.entries())
    await promiseMail(began, {
      accountId: me.account_id,
      kind: 'request_made',
      subjectId: request.id,
      generation: index + 1,
      recipient: email,
      language,
    });
}

/** Mails who asked what came of it. */
export async function tellAsker(began: Began, me: Member, of: { id: string; member_id: string }): Promise<void> {
  for (const { email, language } of await readersAmong(began, me, [of.member_id]))
    await promiseMail(began, {
      accountId: me.account_id,
      kind: 'request_answered',
      subjectId: of.id,
      generation: 1,
      recipient: email,
      language,
    });
}

async function readersAmong({ tx }: Began, { account_id }: Member, ids: readonly string[]): Promise<Reader[]> {
  const { rows } = await sql<Reader>`
    select m.email, l.language from languages_of(${ids}::uuid[]) l
      join member m on m.account_id = ${account_id} and m.id = l.member_id and m.status = 'active' order by m.id`.execute(
    tx,
  );
  return rows;
}
