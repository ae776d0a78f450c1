import { erasedAt } from '@latchkey/domain/account';
import type { Language } from '@latchkey/domain/language';
import { speakerOf } from '@latchkey/messages/format';
import { sql } from 'kysely';
import { inTransaction } from '../kit/db.ts';
import type { Kit } from '../kit/kit.ts';
import { momentInWords, renderLetter, type RenderedLetter } from '../kit/letter.ts';
import { offerLink } from './offers.ts';

type Mail = { id: string; account_id: string | null; language: Language; made_at: Date };
type Composed = { fromName: string; letter: RenderedLetter };

/** The mail with which a mailbox is offered an account; nothing when the offer has ended meanwhile. */
export async function composeAccountOffer(kit: Kit, { id, language }: Mail): Promise<Composed | undefined> {
  const offer = await inTransaction(kit.db, { mode: 'read' }, async ({ tx, now }) => {
    const { rows } = await sql<{
      id: string;
      name: string;
      company_name: string;
      asked_by: 'operator' | 'self';
      expires_at: Date;
    }>`
      select id, name, company_name, asked_by, expires_at from offer_of_mail(${id}) where ending is null and expires_at > ${now}`.execute(
      tx,
    );
    return rows[0];
  });
  if (!offer) return undefined;
  const say = await speakerOf(language);
  const company = offer.company_name;
  const letter = {
    subject: say('mail.account-offer.subject', { company }),
    heading: say('mail.account-offer.heading', { company }),
    paragraphs: [
      say('mail.hello-name', { name: offer.name }),
      say(offer.asked_by === 'self' ? 'mail.sign-up.what' : 'mail.account-offer.what', { company }),
    ],
    button: { label: say('mail.account-offer.button'), href: offerLink(kit, offer.id) },
    afterwards: [
      say('mail.account-offer.how'),
      say('mail.account-offer.expires', { expires: momentInWords(offer.expires_at, language) }),
    ],
    smallPrint: [say('mail.account-offer.unexpected'), say('mail.invitation.personal')],
  };
  return { fromName: 'Latchkey', letter: await renderLetter(letter, { language }) };
}

/** Tells a person that the operator made an account with them as holder (O4). */
export async function composeAccountMade(kit: Kit, mail: Mail): Promise<Composed | undefined> {
  const { language, made_at: at } = mail;
  const account = await inTransaction(kit.db, { accountId: mail.account_id ?? undefined, mode: 'read' }, ({ tx }) =>
    tx.selectFrom('account').select('company_name').where('closed_at', 'is', null).executeTakeFirst(),
  );
  if (!account) return undefined;
  const say = await speakerOf(language);
  const company = account.company_name;
  const letter = {
    subject: say('mail.account-made.subject', { company }),
    heading: say('mail.account-made.heading', { company }),
    paragraphs: [say('mail.account-made.what', { company, at: momentInWords(at, language) })],
    button: { label: say('mail.account-made.button'), href: kit.publicUrl },
    afterwards: [say('mail.account-made.how')],
    smallPrint: [say('mail.account-made.unexpected')],
  };
  return { fromName: 'Latchkey', letter: await renderLetter(letter, { language }) };
}

/** Tells who signed up with an address that has a sign-in how to open another account with it. */
export async function composeSignUpKnown(kit: Kit, { language }: Mail): Promise<Composed> {
  const say = await speakerOf(language);
  const letter = {
    subject: say('mail.sign-up-known.subject'),
    heading: say('mail.sign-up-known.heading'),
    paragraphs: [say('mail.sign-up-known.what')],
    button: { label: say('mail.sign-up-known.button'), href: kit.publicUrl },
    afterwards: [say('mail.sign-up-known.how')],
    smallPrint: [say('mail.sign-up-known.unexpected')],
  };
  return { fromName: 'Latchkey', letter: await renderLetter(letter, { language }) };
}

/** Tells a member that the account was closed (P14); nothing when it was reopened meanwhile. */
export async function composeAccountClosed(kit: Kit, mail: Mail): Promise<Composed | undefined> {
  const account = await accountOf(kit, mail);
  if (!account || account.closed_at === null) return undefined;
  const { language } = mail;
  const say = await speakerOf(language);
  const company = account.company_name;
  const until = momentInWords(erasedAt(account.closed_at), language);
  const letter = {
    subject: say('mail.account-closed.subject', { company }),
    heading: say('mail.account-closed.heading', { company }),
    paragraphs: [
      say('mail.account-closed.what', { company, at: momentInWords(account.closed_at, language) }),
      say('mail.account-closed.until', { until }),
      say('mail.account-closed.person'),
    ],
    smallPrint: [],
  };
  return { fromName: company, letter: await renderLetter(letter, { language, companyName: company }) };
}

/** Tells a member that the account is open again; nothing when it was closed once more. */
export async function composeAccountReopened(kit: Kit, mail: Mail): Promise<Composed | undefined> {
  const account = await accountOf(kit, mail);
  if (!account || account.closed_at !== null) return undefined;
  const { language, made_at: at } = mail;
  const say = await speakerOf(language);
  const company = account.company_name;
  const letter = {
    subject: say('mail.account-reopened.subject', { company }),
    heading: say('mail.account-reopened.heading', { company }),
    paragraphs: [say('mail.account-reopened.what', { company, at: momentInWords(at, language) })],
    button: { label: say('mail.account-made.button'), href: kit.publicUrl },
    smallPrint: [],
  };
  return { fromName: company, letter: await renderLetter(letter, { language, companyName: company }) };
}

async function accountOf(kit: Kit, mail: Mail) {
  return inTransaction(kit.db, { accountId: mail.account_id ?? undefined, mode: 'read' }, ({ tx }) =>
    tx.selectFrom('account').select(['company_name', 'closed_at']).executeTakeFirst(),
  );
}
