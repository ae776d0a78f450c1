import type { Language } from '@latchkey/domain/language';
import { speakerOf } from '@latchkey/messages/format';
import { momentInWords, renderLetter, type RenderedLetter } from '../kit/letter.ts';

export type InvitationFacts = {
  language: Language;
  companyName: string;
  /** The name of who invites. */
  invitedBy: string;
  /** The name the inviter gave the invitee; empty when they gave none. */
  name: string;
  /** What the inviter adds in their own words; empty for none. */
  note: string;
  link: string;
  expiresAt: Date;
};

/**
 * The mail of an invitation. The same for a mailbox with a person behind it and for one without (P16), and the same in
 * the preview, where only the link is a dead sample (I3).
 */
export async function invitationLetter(facts: InvitationFacts): Promise<RenderedLetter> {
  const say = await speakerOf(facts.language);
  const { companyName: company, invitedBy, name, note, language } = facts;
  const letter = {
    subject: say('mail.invitation.subject', { invitedBy, company }),
    heading: say('mail.invitation.heading', { company }),
    paragraphs: [
      name === '' ? say('mail.hello') : say('mail.hello-name', { name }),
      say('mail.invitation.offer', { invitedBy, company }),
    ],
    ...(note === '' ? {} : { quote: { intro: say('mail.invitation.note', { invitedBy }), text: note } }),
    button: { label: say('mail.invitation.button'), href: facts.link },
    afterwards: [
      say('mail.invitation.how'),
      say('mail.invitation.expires', { expires: momentInWords(facts.expiresAt, language) }),
    ],
    smallPrint: [say('mail.invitation.unexpected', { invitedBy }), say('mail.invitation.personal')],
  };
  return renderLetter(letter, { language, companyName: company });
}
