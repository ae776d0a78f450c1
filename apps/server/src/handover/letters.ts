import type { Language } from '@latchkey/domain/language';
import type { GrantableRole } from '@latchkey/domain/role';
import type { MessageId } from '@latchkey/messages/catalogue';
import { speakerOf } from '@latchkey/messages/format';
import { sql } from 'kysely';
import { inTransaction } from '../kit/db.ts';
import type { Kit } from '../kit/kit.ts';
import { type Letter, momentInWords, renderLetter, type RenderedLetter } from '../kit/letter.ts';
import type { HandoverEnder } from './ending.ts';
import { type HandoverMail, TO_SUCCESSOR } from './parties.ts';

type Mail = { account_id: string | null; kind: string; subject_id: string; generation: number; language: Language };
type Composed = { fromName: string; letter: RenderedLetter };

type Facts = {
  company: string;
  holder: string;
  successor: string;
  old_holder_role: GrantableRole | null;
  made_at: Date;
  expires_at: Date;
  takes_effect_at: Date | null;
  ending: 'done' | 'cancelled' | 'expired' | null;
  ended_at: Date | null;
  ended_by: HandoverEnder | null;
};

/** Which end a handover must have come to for each mail still to be true. */
const endingOf: Record<HandoverMail, Facts['ending']> = {
  handover_offered: null,
  handover_accepted: null,
  handover_cancelled: 'cancelled',
  handover_done: 'done',
};

/** The mails of a handover to its two parties (P11); nothing when what they would say is not so any more. */
export async function composeHandover(kit: Kit, mail: Mail): Promise<Composed | undefined> {
  const kind = mail.kind as HandoverMail;
  const facts = await factsOf(kit, mail);
  if (!facts || facts.ending !== endingOf[kind]) return undefined;
  const say = sayOf(await speakerOf(mail.language), mail.language, facts);
  const href = `${kit.publicUrl}/a/${mail.account_id}/handover`;
  const letter = letters[kind]({ say, facts, href, isSuccessor: mail.generation === TO_SUCCESSOR, kit });
  return {
    fromName: facts.company,
    letter: await renderLetter(letter, { language: mail.language, companyName: facts.company }),
  };
}

async function factsOf(kit: Kit, mail: Mail): Promise<Facts | undefined> {
  const accountId = mail.account_id ?? undefined;
  return inTransaction(kit.db, { accountId, mode: 'read' }, async ({ tx }) => {
    const { rows } = await sql<Facts>`
      select a.company_name as company, f.sort_name as holder, t.sort_name as successor, h.old_holder_role, h.made_at, h.expires_at,
             h.takes_effect_at, h.ending, h.ended_at, h.ended_by
        from handover h join account a on a.id = h.account_id
        join member f on f.account_id = h.account_id and f.id = h.from_member
        join member t on t.account_id = h.account_id and t.id = h.to_member
       where h.id = ${mail.subject_id}`.execute(tx);
    return rows[0];
  });
}

type SayHere = (id: MessageId) => string;

/** Says sentences with what they all may speak of filled in. */
function sayOf(say: Awaited<ReturnType<typeof speakerOf>>, language: Language, facts: Facts): SayHere {
  const moment = (at: Date | null) => (at === null ? '' : momentInWords(at, language));
  const values = {
    company: facts.company,
    // Who was erased meanwhile has no name any more.
    holder: facts.holder || say('mail.deleted-person'),
    successor: facts.successor || say('mail.deleted-person'),
    role: say(`kit.role.${facts.old_holder_role ?? 'super_admin'}`),
    offered: moment(facts.made_at),
    expires: moment(facts.expires_at),
    effect: moment(facts.takes_effect_at),
    ended: moment(facts.ended_at),
  };
  return (id) => say(id, values);
}

type Writing = { say: SayHere; facts: Facts; href: string; isSuccessor: boolean; kit: Kit };

const letters: Record<HandoverMail, (writing: Writing) => Letter> = {
  handover_offered: ({ say, href, isSuccessor }) =>
    isSuccessor
      ? {
          subject: say('mail.handover-offered.subject'),
          heading: say('mail.handover-offered.heading'),
          paragraphs: [say('mail.handover-offered.what')],
          button: { label: say('mail.handover-offered.button'), href },
          afterwards: [say('mail.handover-offered.how'), say('mail.handover-offered.expires')],
          smallPrint: [say('mail.handover-offered.unexpected')],
        }
      : {
          subject: say('mail.handover-offered.subject-holder'),
          heading: say('mail.handover-offered.heading-holder'),
          paragraphs: [say('mail.handover-offered.what-holder'), say('mail.handover-offered.expires')],
          button: { label: say('mail.handover.button'), href },
          smallPrint: [say('mail.handover.not-you')],
        },
  handover_accepted: ({ say, href, isSuccessor }) => ({
    subject: say('mail.handover-accepted.subject'),
    heading: say('mail.handover-accepted.heading'),
    paragraphs: [
      say(isSuccessor ? 'mail.handover-accepted.what-successor' : 'mail.handover-accepted.what'),
      say('mail.handover-accepted.role'),
      say('mail.handover-accepted.cancel'),
    ],
    button: { label: say('mail.handover.button'), href },
    smallPrint: [say('mail.handover.not-you')],
  }),
  handover_cancelled: ({ say, facts }) => ({
    subject: say('mail.handover-cancelled.subject'),
    heading: say('mail.handover-cancelled.heading'),
    paragraphs: [say(`mail.handover-cancelled.by-${facts.ended_by ?? 'standing'}`)],
    smallPrint: [],
  }),
  handover_done: ({ say, facts, isSuccessor, kit }) => ({
    subject: say(isSuccessor ? 'mail.handover-done.subject-successor' : 'mail.handover-done.subject'),
    heading: say('mail.handover-done.heading'),
    paragraphs: [
      say(facts.ended_by === 'operator' ? 'mail.handover-done.by-operator' : 'mail.handover-done.agreed'),
      say('mail.handover-done.role'),
    ],
    button: { label: say('mail.account-made.button'), href: kit.publicUrl },
    smallPrint: [say('mail.account-made.unexpected')],
  }),
};
