import { previewInvitation, type sendInvitation } from '@latchkey/contract/invitation';
import type { BodyInput } from '@latchkey/contract/operation';
import { foldEmail } from '@latchkey/domain/email';
import { isLanguage, type Language } from '@latchkey/domain/language';
import { grantableRoles, refuseGranting, type GrantableRole, type Role } from '@latchkey/domain/role';

/** What is typed on the page: one invitee; the body is a list from the start, so that more lines are more items. */
export type Draft = { email: string; name: string; language: Language; role: GrantableRole; note: string };
export type Invitee = BodyInput<typeof sendInvitation>['items'][number];

/** Where the fields of the page stand in the body. */
export const places = {
  'items.0.email': 'email',
  'items.0.name': 'name',
  'items.0.language': 'language',
  'items.0.role': 'role',
  'items.0.note': 'note',
} as const;

/** The fields with which the page starts: an empty line in the inviter's language, for a plain member. */
export function emptyDraft(language: Language): Draft {
  return { email: '', name: '', language, role: 'member', note: '' };
}

/** The next line after one that went out: who is new, the rest stays. */
export function nextDraft(draft: Draft): Draft {
  return { ...draft, email: '', name: '' };
}

/** The roles somebody may give (G10), weakest first: the harmless one is the first choice. */
export function rolesToGive(role: Role): GrantableRole[] {
  return grantableRoles.filter((granted) => refuseGranting(role, granted) === undefined).toReversed();
}

/** What the page holds, as the line of the body. */
export function inviteeOf(typed: Record<keyof Draft, string>): Invitee {
  const role = grantableRoles.find((granted) => granted === typed.role) ?? 'member';
  return { ...typed, role, language: isLanguage(typed.language) ? typed.language : 'en' };
}

/** Stands for the address while it is being typed: the mail's text does not name it. */
const ANYBODY = 'anybody@example.com';

/** The line whose mail is shown while it is typed, or nothing while something in it can't be sent. */
export function previewOf(typed: Record<keyof Draft, string>): Invitee | undefined {
  const line = { ...inviteeOf(typed), email: foldEmail(typed.email) ?? ANYBODY };
  return previewInvitation.body.safeParse(line).success ? line : undefined;
}

/** The sender as the mail's head shows it; while no mail server is set, only the name is known. */
export function senderOf(from: string): string {
  return from.replace(/\s*<>$/, '');
}
