import { speakerOf } from '@latchkey/messages/format';
import { sql } from 'kysely';
import { closeDb, inTransaction, openDb } from '../../kit/db.ts';
import { refuseMailServer } from '../../kit/mail.ts';
import { type MailServer, mailServerOf } from '../../kit/mails.ts';
import { mailSentence } from '../../kit/problem.ts';
import type { Installation } from '../installation.ts';
import { about, type Finding, reasonOf } from './finding.ts';

const PATIENCE = { greetingMs: 5_000, overallMs: 10_000 };

/** Whether mails get out: a mail server is set, can be reached and lets us in. Nothing is sent. */
export async function checkMail(at: Installation): Promise<Finding[]> {
  const { ok, warning, trouble } = about('mail');
  const found = await lookUp(at).catch((error: unknown) => ({ problem: reasonOf(error) }));
  if ('problem' in found)
    return [
      trouble(
        `The mail server that was set can't be read (${found.problem}).`,
        'Set it again on the page “Mail server”.',
      ),
    ];
  const { server, waiting } = found;
  if (!server) {
    const says = `No mail server is set up; ${waiting} mails wait in the operator’s outbox.`;
    return [warning(says, 'Set SMTP_URL and MAIL_FROM, or the mail server on the web.')];
  }
  const host = new URL(server.smtpUrl).host;
  const refusal = await refuseMailServer(server.smtpUrl, PATIENCE);
  if (refusal) {
    const reason = mailSentence(await speakerOf('en'), refusal);
    return [trouble(`The mail server ${host} can't be used. ${reason}`, remedyOf(server))];
  }
  return [ok(`The mail server ${host} lets us in; mails come from ${server.from}.`)];
}

function remedyOf({ setBy }: MailServer): string {
  return setBy === 'settings' ? 'Check SMTP_URL and start again.' : 'Check it on the page “Mail server”.';
}

async function lookUp(at: Installation): Promise<{ server: MailServer | undefined; waiting: number }> {
  const { smtpUrl, mailFrom } = at.config;
  const db = openDb(at.databases.owner, 1);
  try {
    return await inTransaction(db, { mode: 'read' }, async ({ tx }) => {
      const { rows } = await sql<{
        n: number;
      }>`select count(*)::int as n from mail where state = 'no_mail_server'`.execute(tx);
      const server = await mailServerOf({ secrets: at.secrets, mail: { smtpUrl, mailFrom } }, tx);
      return { server, waiting: rows[0]?.n ?? 0 };
    });
  } finally {
    await closeDb(db);
  }
}
