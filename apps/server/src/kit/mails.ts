import type { Language } from '@latchkey/domain/language';
import { sql } from 'kysely';
import { type Began, inTransaction, type Tx } from './db.ts';
import { enqueue } from './jobs.ts';
import type { Kit } from './kit.ts';
import { uuidv7 } from './secrets.ts';

export type PromisedMail = {
  /** Left out for what concerns a person alone, which only the owner of the database can promise so. */
  accountId?: string;
  kind: string;
  /** The row the mail speaks of; with `generation` it names the event, for which there is never a second mail. */
  subjectId: string;
  generation: number;
  recipient: string;
  language: Language;
};

/** Promises a mail in this transaction: a row that carries ids, and the job that makes its text and sends it if this commits. */
export async function promiseMail({ tx, now }: Began, mail: PromisedMail): Promise<void> {
  const id = uuidv7(now);
  await tx
    .insertInto('mail')
    .values({
      id,
      account_id: mail.accountId ?? null,
      kind: mail.kind,
      event_id: `${mail.kind}:${mail.subjectId}:${mail.generation}`,
      subject_id: mail.subjectId,
      generation: mail.generation,
      recipient: mail.recipient,
      language: mail.language,
      made_at: now,
    })
    .execute();
  await enqueue(tx, 'mail-send', { mail_id: id });
}

export type MailServer = { smtpUrl: string; from: string; setBy: 'settings' | 'screen' };

const PLACE = { table: 'installation', column: 'smtp_url_sealed', row: 'only' } as const;

/** The address of the mail server, sealed for its place in the table. */
export function sealSmtpUrl(kit: Kit, smtpUrl: string): string {
  return kit.secrets.seal(smtpUrl, PLACE);
}

/** The mail server in use: the environment's, else the one set on the screen, else none. */
export async function mailServerOf(kit: Pick<Kit, 'secrets' | 'mail'>, tx: Tx): Promise<MailServer | undefined> {
  const { smtpUrl, mailFrom } = kit.mail;
  if (smtpUrl !== undefined && mailFrom !== undefined) return { smtpUrl, from: mailFrom, setBy: 'settings' };
  const row = await tx.selectFrom('installation').select(['smtp_url_sealed', 'mail_from']).executeTakeFirst();
  if (!row?.smtp_url_sealed || row.mail_from === null) return undefined;
  return { smtpUrl: kit.secrets.open(row.smtp_url_sealed, PLACE), from: row.mail_from, setBy: 'screen' };
}

/** Sends what waited for a mail server: after one was set, and at every start. */
export async function releaseMails(kit: Kit): Promise<void> {
  await inTransaction(kit.db, {}, async ({ tx }) => {
    if (!(await mailServerOf(kit, tx))) return;
    await sql`select release_mails()`.execute(tx);
  });
}
