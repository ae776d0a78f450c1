import { setUp as operation } from '@latchkey/contract/operator';

import type { Refusal } from '@latchkey/domain/refusal';
import { sql } from 'kysely';
import { writeAudit } from '../kit/audit.ts';
import { inTransaction } from '../kit/db.ts';
import { refuseMailServer } from '../kit/mail.ts';
import { releaseMails, sealSmtpUrl } from '../kit/mails.ts';
import { type StepsContext, steps } from '../kit/operation.ts';
import { isRefusal, Refused } from '../kit/refused.ts';
import { uuidv7 } from '../kit/secrets.ts';
import { openSignIn } from '../person/sign-ins.ts';
import { refuseNewPassword } from '../person/strength.ts';
import { checkSetUpCode } from './set-up-codes.ts';

type Context = StepsContext<typeof operation>;

export const setUp = steps(operation, async (context) => {
  const { kit, asked, body, cookies } = context;
  const code = await checkSetUpCode(kit, body.code);
  if (isRefusal(code)) return code;
  const refusal = refuseNewPassword(body.password) ?? (await refuseMail(body.mail));
  if (refusal) return refusal;
  const password_hash = await kit.passwords.hashPassword(body.password);
  const { person_id, account_id } = await makeFirst(context, code.hash, password_hash);
  await openSignIn(kit, asked, cookies, { person_id, password_hash });
  await releaseMails(kit);
  return { account_id };
});

async function refuseMail(mail: Context['body']['mail']): Promise<Refusal | undefined> {
  const problem = mail === null ? undefined : await refuseMailServer(mail.smtp_url);
  return problem && { code: 'mail-server-refused', ...problem };
}

/** The first person, operator, and holder of the first account: all in one transaction, under a lock on the code that only one can win. */
async function makeFirst({ kit, asked, body }: Context, codeHash: Buffer, passwordHash: string) {
  const account_id = uuidv7(new Date());
  return inTransaction(kit.db, { accountId: account_id }, async (began) => {
    const { tx, now } = began;
    const person_id = uuidv7(now);
    const member_id = uuidv7(now);
    const sealed = body.mail === null ? null : sealSmtpUrl(kit, body.mail.smtp_url);
    const { rows } = await sql<{ made: boolean }>`
      select make_first_person(${codeHash}, ${person_id}, ${body.email}, ${body.name}, ${passwordHash}, ${body.language}, ${now},
                               ${sealed}, ${body.mail?.mail_from ?? null}) as made`.execute(tx);
    if (!rows[0]?.made) throw new Refused({ code: 'already-set-up' });
    await sql`select make_account(${person_id}, ${passwordHash}, ${account_id}, ${member_id}, ${body.company_name}, ${body.language}, ${now})`.execute(
      tx,
    );
    const actor = {
      kind: 'operator',
      id: member_id,
      personal: { name: body.name, email: body.email, address: asked.address },
    } as const;
    const note = { after: { company_name: body.company_name, role: 'holder' } };
    await writeAudit(began, account_id, actor, [{ act: operation.id, input: {}, reply: { member_id }, note }]);
    return { person_id, account_id };
  });
}
