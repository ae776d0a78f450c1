import type { Language } from '@latchkey/domain/language';
import type { MessageId } from '@latchkey/messages/catalogue';
import { speakerOf } from '@latchkey/messages/format';
import { momentInWords, renderLetter, type RenderedLetter } from '../kit/letter.ts';

/** Who had a reset link sent. */
export type ResetAskedBy = 'person' | 'admin' | 'operator';

export type ResetFacts = {
  language: Language;
  link: string;
  expiresAt: Date;
  /** Left out, the letter does not say who asked. */
  askedBy?: ResetAskedBy;
};

const askedSentences: Record<ResetAskedBy, MessageId> = {
  person: 'mail.reset.asked-person',
  admin: 'mail.reset.asked-admin',
  operator: 'mail.reset.asked-operator',
};

/** The mail with which a person chooses a new password (P8). It names no account: the password belongs to none. */
export async function resetLetter({ language, link, expiresAt, askedBy }: ResetFacts): Promise<RenderedLetter> {
  const say = await speakerOf(language);
  const letter = {
    subject: say('mail.reset.subject'),
    heading: say('mail.reset.heading'),
    paragraphs: [askedBy === undefined ? say('mail.reset.asked') : say(askedSentences[askedBy])],
    button: { label: say('mail.reset.button'), href: link },
    afterwards: [
      say('mail.reset.how'),
      say('mail.reset.factors'),
      say('mail.reset.expires', { expires: momentInWords(expiresAt, language) }),
    ],
    smallPrint: [say('mail.reset.unexpected'), say('mail.reset.personal')],
  };
  return renderLetter(letter, { language });
}

/** Tells a person that their password was changed, at that moment, and what to do if it was not them (P10). */
export async function passwordChangedLetter(facts: { language: Language; at: Date }): Promise<RenderedLetter> {
  const { language, at } = facts;
  const say = await speakerOf(language);
  const letter = {
    subject: say('mail.password-changed.subject'),
    heading: say('mail.password-changed.heading'),
    paragraphs: [
      say('mail.password-changed.what', { at: momentInWords(at, language) }),
      say('mail.password-changed.consequence'),
      say('mail.password-changed.you'),
      say('mail.password-changed.not-you'),
    ],
    smallPrint: [],
  };
  return renderLetter(letter, { language });
}

/** Tells a person that the operator made a reset link for them, at that moment, and handed it out by another way than this mailbox (O4). */
export async function resetMadeLetter(facts: { language: Language; at: Date }): Promise<RenderedLetter> {
  const { language, at } = facts;
  const say = await speakerOf(language);
  const letter = {
    subject: say('mail.reset-made.subject'),
    heading: say('mail.reset-made.heading'),
    paragraphs: [
      say('mail.reset-made.what', { at: momentInWords(at, language) }),
      say('mail.reset-made.consequence'),
      say('mail.reset-made.unexpected'),
    ],
    smallPrint: [],
  };
  return renderLetter(letter, { language });
}

/** Tells a person that the operator forgot the wrong passwords counted for this mailbox, at that moment (O4). */
export async function unlockedLetter(facts: { language: Language; at: Date }): Promise<RenderedLetter> {
  const { language, at } = facts;
  const say = await speakerOf(language);
  const letter = {
    subject: say('mail.unlocked.subject'),
    heading: say('mail.unlocked.heading'),
    paragraphs: [
      say('mail.unlocked.what', { at: momentInWords(at, language) }),
      say('mail.unlocked.consequence'),
      say('mail.unlocked.unexpected'),
    ],
    smallPrint: [],
  };
  return renderLetter(letter, { language });
}

/** The last mail to somebody who was deleted, at that moment; what it was sent to is forgotten with it (P13). */
export async function personErasedLetter(facts: { language: Language; at: Date }): Promise<RenderedLetter> {
  const { language, at } = facts;
  const say = await speakerOf(language);
  const letter = {
    subject: say('mail.person-erased.subject'),
    heading: say('mail.person-erased.heading'),
    paragraphs: [
      say('mail.person-erased.what', { at: momentInWords(at, language) }),
      say('mail.person-erased.last'),
      say('mail.person-erased.unexpected'),
    ],
    smallPrint: [],
  };
  return renderLetter(letter, { language });
}

/** Tells a person that the operator exported what is kept about them, at that moment (O4). */
export async function dataExportedLetter(facts: { language: Language; at: Date }): Promise<RenderedLetter> {
  const { language, at } = facts;
  const say = await speakerOf(language);
  const letter = {
    subject: say('mail.data-exported.subject'),
    heading: say('mail.data-exported.heading'),
    paragraphs: [
      say('mail.data-exported.what', { at: momentInWords(at, language) }),
      say('mail.data-exported.yourself'),
      say('mail.reset-made.unexpected'),
    ],
    smallPrint: [],
  };
  return renderLetter(letter, { language });
}
