import { setMail as operation } from '@latchkey/contract/operator';
import { sql } from 'kysely';
import { inTransaction } from '../kit/db.ts';
import { refuseMailServer } from '../kit/mail.ts';
import { releaseMails, sealSmtpUrl } from '../kit/mails.ts';
import { steps } from '../kit/operation.ts';
import { uuidv7 } from '../kit/secrets.ts';

export const setMail = steps(operation, async ({ kit, me, body }) => {
  const problem = await refuseMailServer(body.smtp_url);
  if (problem) return { code: 'mail-server-refused', ...problem };
  const sealed = sealSmtpUrl(kit, body.smtp_url);
  await inTransaction(kit.db, {}, ({ tx, now }) =>
    sql`select set_mail_server(${me.token}, ${uuidv7(now)}, ${now}, ${sealed}, ${body.mail_from})`.execute(tx),
  );
  await releaseMails(kit);
  return {};
});
