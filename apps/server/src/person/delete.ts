import { deleteMe } from '@latchkey/contract/person';
import { foldEmail } from '@latchkey/domain/email';
import { sql } from 'kysely';
import { mailServerOf } from '../kit/mails.ts';
import { write } from '../kit/operation.ts';
import { uuidv7 } from '../kit/secrets.ts';
import { deletionOf } from './deletion.ts';

type Outcome = 'erased' | 'holds' | 'gone';

export const deletePerson = write(deleteMe, async ({ tx, now, me, body, kit, cookies }) => {
  if (foldEmail(body.email) !== me.email) return { code: 'wrong-person', email: me.email };
  // Somebody who did much for years has left traces in many places.
  await sql`set local statement_timeout = '5min'`.execute(tx);
  // Without a mail server the mail that says so would keep the address for as long as nobody sets one.
  const tells = (await mailServerOf(kit, tx)) !== undefined;
  const { rows } = await sql<{ outcome: Outcome }>`
    select delete_person(${me.token}, ${uuidv7(now)}, ${tells}, ${now}) as outcome`.execute(tx);
  const outcome = rows[0]?.outcome ?? 'gone';
  if (outcome === 'gone') return { code: 'not-signed-in' };
  if (outcome === 'holds') {
    const { holds } = await deletionOf({ tx, now }, me);
    return { code: 'holds-accounts', companies: holds.map(({ company_name }) => company_name).join(', ') };
  }
  cookies.sign_in = null;
  return {};
});
