import { type Language } from '@latchkey/domain/language';
import { sql } from 'kysely';
import { makeOffer } from '../account/offers.ts';
import type { Config } from '../config.ts';
import { writeAudit } from '../kit/audit.ts';
import { type Began, inTransaction } from '../kit/db.ts';
import type { Kit } from '../kit/kit.ts';
import { mailServerOf, promiseMail } from '../kit/mails.ts';
import { uuidv7 } from '../kit/secrets.ts';
import { MAIL_WAITS, operatorName, withOperatorKit } from './installation.ts';

export type NewAccount = {
  companyName: string;
  email: string;
  name: string;
  /** Of the account and its mails; without it the holder's. */
  language: Language | undefined;
};

type Holder = { id: string; email: string; name: string; language: Language };

/**
 * Makes an account with a person as its holder, who is told by mail. An address without a person is offered the account instead: a
 * person exists only for a proven mailbox (P16), so account and holder come into being when the mailed link is used.
 */
export function createAccount(config: Config, wanted: NewAccount): Promise<string[]> {
  return withOperatorKit(config, async (kit) => {
    const accountId = uuidv7(new Date());
    return inTransaction(kit.db, { accountId }, async (began) => {
      const { rows } = await sql<Holder>`
        select p.id, p.email, p.name, p.language from person_address a join person p on p.id = a.person_id
         where a.email = ${wanted.email} for update of p`.execute(began.tx);
      const [holder] = rows;
      const said = holder ? await makeFor(began, holder, { ...wanted, accountId }) : await offer(began, kit, wanted);
      return [...said, ...((await mailServerOf(kit, began.tx)) ? [] : [MAIL_WAITS])];
    });
  });
}

async function makeFor(began: Began, holder: Holder, wanted: NewAccount & { accountId: string }): Promise<string[]> {
  const { tx, now } = began;
  const { accountId, companyName } = wanted;
  const memberId = uuidv7(now);
  const language = wanted.language ?? holder.language;
  await sql`
    select make_account(id, password_hash, ${accountId}, ${memberId}, ${companyName}, ${language}, ${now})
      from person where id = ${holder.id}`.execute(tx);
  const actor = { kind: 'operator', id: null, personal: { name: operatorName() } } as const;
  const note = {
    after: { company_name: companyName, role: 'holder' },
    personal: { name: holder.name, email: holder.email },
  };
  await writeAudit(began, accountId, actor, [
    { act: 'account.create', input: {}, reply: { member_id: memberId }, note },
  ]);
  const facts = JSON.stringify({ actor_kind: 'operator', account_id: accountId });
  await tx
    .insertInto('person_event')
    .values({ person_id: holder.id, id: uuidv7(now), at: now, act: 'account.create', facts })
    .execute();
  const recipient = holder.email;
  const mail = {
    accountId,
    kind: 'account_made',
    subjectId: accountId,
    generation: 1,
    recipient,
    language: holder.language,
  };
  await promiseMail(began, mail);
  return [`Made the account of ${companyName}. ${holder.email} is its account holder and is told by mail.`];
}

async function offer(began: Began, kit: Kit, wanted: NewAccount): Promise<string[]> {
  const { expires_at } = await makeOffer(began, kit, { ...wanted, language: wanted.language ?? 'en' });
  return [
    `Nobody has the address ${wanted.email} yet, so it is offered the account of ${wanted.companyName} by mail.`,
    `The account and its holder come into being when the link in that mail is used, until ${expires_at.toISOString()}.`,
  ];
}
