import type { Language } from '@latchkey/domain/language';
import type { MessageId } from '@latchkey/messages/catalogue';
import { speakerOf } from '@latchkey/messages/format';
import { sql } from 'kysely';
import { inTransaction } from '../kit/db.ts';
import type { Kit } from '../kit/kit.ts';
import { momentInWords, renderLetter, type RenderedLetter } from '../kit/letter.ts';
import { addressLink } from './addresses.ts';

type Mail = {
  id: string;
  account_id: string | null;
  kind: string;
  subject_id: string;
  language: Language;
  made_at: Date;
};
type Composed = { fromName: string; letter: RenderedLetter };

type Claim = {
  id: string;
  email: string;
  expires_at: Date;
  /** The language of somebody else who has the address already. */
  taken_by_language: Language | null;
};

/**
 * The mails of a wish to add an address or to sign in with it. Whether the mailbox has somebody else behind it is looked up now, when the
 * mail is made, so that whoever asked learns nothing (P16): they are told that somebody tried, and get no link.
 */
export async function composeClaim(kit: Kit, mail: Mail): Promise<Composed | undefined> {
  const claim = await inTransaction(kit.db, { mode: 'read' }, async ({ tx, now }) => {
    const { rows } = await sql<Claim>`
      select id, email, expires_at, taken_by_language from claim_of_mail(${mail.id}) where ending is null and expires_at > ${now}`.execute(
      tx,
    );
    return rows[0];
  });
  if (!claim) return undefined;
  const { language, kind, made_at: at } = mail;
  const taken = kind === 'address_change_old' ? null : claim.taken_by_language;
  const letter = taken
    ? await addressTakenLetter({ language: taken, at })
    : await claimLetter(kit, claim, { language, kind: kind as ClaimMail });
  return { fromName: 'Latchkey', letter };
}

type ClaimMail = 'address_add' | 'address_change_new' | 'address_change_old';

/** What each of the three says, and in which mailbox it is read. */
const claims: Record<ClaimMail, { words: 'address-add' | 'address-new' | 'address-old'; side: 'new' | 'old' }> = {
  address_add: { words: 'address-add', side: 'new' },
  address_change_new: { words: 'address-new', side: 'new' },
  address_change_old: { words: 'address-old', side: 'old' },
};

async function claimLetter(
  kit: Kit,
  { id, email, expires_at }: Claim,
  { language, kind }: { language: Language; kind: ClaimMail },
): Promise<RenderedLetter> {
  const say = await speakerOf(language);
  const { words, side } = claims[kind];
  const notYou: MessageId = side === 'old' ? 'mail.address-old.not-you' : 'mail.address-claim.unexpected';
  const letter = {
    subject: say(`mail.${words}.subject`),
    heading: say(`mail.${words}.heading`),
    paragraphs: [
      say(`mail.${words}.what`, { email }),
      ...(kind === 'address_add' ? [] : [say('mail.address-change.both')]),
    ],
    button: { label: say('mail.address-add.button'), href: addressLink(kit, id, side) },
    afterwards: [
      say('mail.address-claim.how'),
      say('mail.reset.expires', { expires: momentInWords(expires_at, language) }),
    ],
    smallPrint: [say(notYou), say('mail.invitation.personal')],
  };
  return renderLetter(letter, { language });
}

/** Tells a mailbox that somebody else tried to use it, at that moment. */
async function addressTakenLetter({ language, at }: { language: Language; at: Date }): Promise<RenderedLetter> {
  const say = await speakerOf(language);
  const letter = {
    subject: say('mail.address-taken.subject'),
    heading: say('mail.address-taken.heading'),
    paragraphs: [
      say('mail.address-taken.what', { at: momentInWords(at, language) }),
      say('mail.address-taken.you'),
      say('mail.address-taken.not-you'),
    ],
    smallPrint: [],
  };
  return renderLetter(letter, { language });
}

/** Tells both mailboxes of a person that they sign in with the new one, since that moment (P10). */
export async function addressChangedLetter(facts: { language: Language; at: Date }): Promise<RenderedLetter> {
  const { language, at } = facts;
  const say = await speakerOf(language);
  const letter = {
    subject: say('mail.address-changed.subject'),
    heading: say('mail.address-changed.heading'),
    paragraphs: [
      say('mail.address-changed.what', { at: momentInWords(at, language) }),
      say('mail.password-changed.consequence'),
      say('mail.password-changed.you'),
      say('mail.address-changed.not-you'),
    ],
    smallPrint: [],
  };
  return renderLetter(letter, { language });
}

type Changed = { company: string; name: string; email: string };

/** Tells the holder of an account that a user has another address (P10); nothing when they are a user no more. */
export async function composeMemberAddressChanged(kit: Kit, mail: Mail): Promise<Composed | undefined> {
  const accountId = mail.account_id ?? undefined;
  const changed = await inTransaction(kit.db, { accountId, mode: 'read' }, async ({ tx }) => {
    const { rows } = await sql<Changed>`
      select a.company_name as company, m.name, m.email
        from member m join account a on a.id = m.account_id and a.closed_at is null
       where m.id = ${mail.subject_id} and m.status <> 'removed'`.execute(tx);
    return rows[0];
  });
  if (!changed) return undefined;
  const { language, made_at } = mail;
  const say = await speakerOf(language);
  const letter = {
    subject: say('mail.member-address-changed.subject', changed),
    heading: say('mail.member-address-changed.heading', changed),
    paragraphs: [
      say('mail.member-address-changed.what', { ...changed, at: momentInWords(made_at, language) }),
      say('mail.member-address-changed.consequence'),
    ],
    smallPrint: [],
  };
  return { fromName: changed.company, letter: await renderLetter(letter, { language, companyName: changed.company }) };
}
