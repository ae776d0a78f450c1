import type { Language } from '@latchkey/domain/language';
import { sql } from 'kysely';
import {
  composeAccountClosed,
  composeAccountMade,
  composeAccountOffer,
  composeAccountReopened,
  composeSignUpKnown,
} from '../account/letters.ts';
import { composeCode, composeOwner } from '../computer/letters.ts';
import { composeLocked } from '../computer/lock-letter.ts';
import { composeQuarantined } from '../computer/quarantine-letter.ts';
import { composeHandover } from '../handover/letters.ts';
import { invitationLetter } from '../invitation/letter.ts';
import { invitationLink } from '../invitation/links.ts';
import { inTransaction } from '../kit/db.ts';
import type { Kit } from '../kit/kit.ts';
import type { RenderedLetter } from '../kit/letter.ts';
import { addressChangedLetter, composeClaim, composeMemberAddressChanged } from '../person/address-letters.ts';
import {
  dataExportedLetter,
  passwordChangedLetter,
  personErasedLetter,
  resetLetter,
  resetMadeLetter,
  unlockedLetter,
} from '../person/letter.ts';
import { resetLink } from '../person/resets.ts';
import { composeAnswer, composeRequest } from '../request/letters.ts';

/** A row of the table mail, as its text is made from it. */
export type MailRow = {
  id: string;
  account_id: string | null;
  kind: string;
  subject_id: string;
  generation: number;
  recipient: string;
  language: Language;
  made_at: Date;
};

export type Composed = {
  fromName: string;
  /** Where answers go; nowhere if left out. */
  replyTo?: string;
  letter: RenderedLetter;
};

type Composer = (kit: Kit, mail: MailRow) => Promise<Composed | undefined>;

/** How each kind of mail is written. */
const composers: Readonly<Record<string, Composer>> = {
  invitation: composeInvitation,
  reset: composeReset,
  account_offer: composeAccountOffer,
  account_made: composeAccountMade,
  account_closed: composeAccountClosed,
  account_reopened: composeAccountReopened,
  sign_up_known: composeSignUpKnown,
  handover_offered: composeHandover,
  handover_accepted: composeHandover,
  handover_cancelled: composeHandover,
  handover_done: composeHandover,
  enrolment_code: composeCode,
  computer_given: composeOwner,
  computer_taken: composeOwner,
  computers_locked: composeLocked,
  computer_quarantined: composeQuarantined,
  request_made: composeRequest,
  request_answered: composeAnswer,
  reset_made: toThePerson(resetMadeLetter),
  password_changed: toThePerson(passwordChangedLetter),
  sign_in_unlocked: toThePerson(unlockedLetter),
  address_add: composeClaim,
  address_change_new: composeClaim,
  address_change_old: composeClaim,
  address_changed: toThePerson(addressChangedLetter),
  member_address_changed: composeMemberAddressChanged,
  data_exported: toThePerson(dataExportedLetter),
  person_erased: toThePerson(personErasedLetter),
};

/** Makes the text of a mail at the moment it is sent or viewed, its link anew; nothing when what it speaks of has ended meanwhile. */
export async function composeMail(kit: Kit, mail: MailRow): Promise<Composed | undefined> {
  const compose = composers[mail.kind];
  if (!compose) throw new TypeError(`No letter is written for mails of the kind ${mail.kind}.`);
  const composed = await compose(kit, mail);
  return composed && mail.account_id !== null ? fromAccount(kit, mail.account_id, composed) : composed;
}

/** A mail of an account comes from whom its settings name, and answers go where they say (N4). */
async function fromAccount(kit: Kit, accountId: string, composed: Composed): Promise<Composed> {
  const account = await inTransaction(kit.db, { accountId, mode: 'read' }, ({ tx }) =>
    tx.selectFrom('account').select(['sender_name', 'reply_to']).executeTakeFirst(),
  );
  const { sender_name, reply_to } = account ?? { sender_name: null, reply_to: null };
  return {
    ...composed,
    fromName: sender_name ?? composed.fromName,
    ...(reply_to === null ? {} : { replyTo: reply_to }),
  };
}

/** A letter about what was done at a moment, which is of no account. */
function toThePerson(letter: (facts: { language: Language; at: Date }) => Promise<RenderedLetter>): Composer {
  return async (_kit, { language, made_at: at }) => ({ fromName: 'Latchkey', letter: await letter({ language, at }) });
}

type InvitationFacts = { company_name: string; name: string; invited_by: string; note: string; expires_at: Date };

async function composeInvitation(kit: Kit, mail: MailRow): Promise<Composed | undefined> {
  const facts = await inTransaction(
    kit.db,
    { accountId: mail.account_id ?? undefined, mode: 'read' },
    async ({ tx, now }) => {
      // Names are looked up, not joined: right after many were invited the planner takes the account for a small one, and would join all
      // of its members with each other first.
      const { rows } = await sql<InvitationFacts>`
      select a.company_name, i.note, i.expires_at,
             (select name from member m where m.account_id = i.account_id and m.id = i.member_id) as name,
             (select name from member w where w.account_id = i.account_id and w.id = i.invited_by) as invited_by
        from invitation i join account a on a.id = i.account_id and a.closed_at is null
       where i.id = ${mail.subject_id} and i.generation = ${mail.generation} and i.ending is null and i.expires_at > ${now}`.execute(
        tx,
      );
      return rows[0];
    },
  );
  if (!facts) return undefined;
  const letter = await invitationLetter({
    language: mail.language,
    companyName: facts.company_name,
    invitedBy: facts.invited_by,
    name: facts.name,
    note: facts.note,
    link: invitationLink(kit, mail.subject_id, mail.generation),
    expiresAt: facts.expires_at,
  });
  return { fromName: facts.company_name, letter };
}

async function composeReset(kit: Kit, mail: MailRow): Promise<Composed | undefined> {
  const reset = await inTransaction(kit.db, { mode: 'read' }, async ({ tx, now }) => {
    const { rows } = await sql<{ id: string; asked_by: 'person' | 'admin' | 'operator'; expires_at: Date }>`
      select id, asked_by, expires_at from reset_of_mail(${mail.id}) where ending is null and expires_at > ${now}`.execute(
      tx,
    );
    return rows[0];
  });
  if (!reset) return undefined;
  const { asked_by: askedBy, expires_at: expiresAt } = reset;
  return {
    fromName: 'Latchkey',
    letter: await resetLetter({ language: mail.language, link: resetLink(kit, reset.id), expiresAt, askedBy }),
  };
}
