import { viewMail as operation } from '@latchkey/contract/operator';
import { sql } from 'kysely';
import { inTransaction } from '../kit/db.ts';
import { steps } from '../kit/operation.ts';
import { uuidv7 } from '../kit/secrets.ts';
import { composeMail, type MailRow } from './letters.ts';

// The view is noted, and that committed, before the mail with its link is shown.
export const viewMail = steps(operation, async ({ kit, me, params }) => {
  const mail = await inTransaction(kit.db, {}, async ({ tx, now }) => {
    const { rows } =
      await sql<MailRow>`select * from view_outbox_mail(${me.token}, ${uuidv7(now)}, ${now}, ${params.mail_id})`.execute(
        tx,
      );
    return rows[0];
  });
  const composed = mail && (await composeMail(kit, mail));
  return composed ? { ...composed.letter, recipient: mail.recipient } : { code: 'not-found' };
});
