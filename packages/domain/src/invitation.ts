import type { Refusal } from './refusal.ts';
import { type GrantableRole, hasPermission, permissionsOf, type Role, refuseGranting } from './role.ts';

/** What an address is in the account at the moment it is invited. */
export type Standing = 'stranger' | 'invited' | 'active' | 'suspended';

/** Who is invited, as the account knows them; `member_id` where there is a member already. */
export type Invitee = { standing: Standing; member_id?: string };

/** How an invitation ended (I6). */
export const endings = ['accepted', 'declined', 'withdrawn', 'expired'] as const;
export type Ending = (typeof endings)[number];

/** Where the mail of an invitation is (I12). */
export const mailStates = ['waiting', 'sent', 'bounced', 'no_mail_server'] as const;
export type MailState = (typeof mailStates)[number];

/** Says why someone may not be invited, or nothing when the invitation may go out (I1). */
export function refuseInvitation({ standing, member_id }: Invitee): Refusal | undefined {
  if (standing === 'active') return { code: 'already-a-member' };
  if (standing === 'invited') return { code: 'already-invited' };
  if (standing === 'suspended') return { code: 'suspended-here', member_id: member_id ?? '' };
  return undefined;
}

/** The facts about the link somebody holds: its generation against the present one, and how the invitation ended, if it did. */
export type LinkFacts = {
  generation: number;
  current: number;
  ending: Ending | undefined;
  expires_at: Date;
  now: Date;
};

/** Says what became of a link that no longer works (I6), or nothing while it does. An ending outranks a newer link, so that the last word is told. */
export function refuseLink(link: LinkFacts): Refusal | undefined {
  if (link.ending === 'accepted') return { code: 'link-used' };
  if (link.ending === 'declined') return { code: 'link-declined' };
  if (link.ending === 'withdrawn') return { code: 'link-withdrawn' };
  if (link.generation < link.current) return { code: 'link-superseded' };
  if (link.ending === 'expired' || link.now >= link.expires_at) return { code: 'link-expired' };
  return undefined;
}

/** Who sent or last resent an invitation, as they stand when it is accepted. */
export type Inviter = { active: boolean; role: Role };

/** The role an invitation still brings: what its inviter may still grant, else Member; nothing when they may invite nobody any more (I10). */
export function roleBrought(inviter: Inviter, offered: GrantableRole): GrantableRole | undefined {
  if (!inviter.active || !hasPermission(inviter.role, 'users.manage')) return undefined;
  return refuseGranting(permissionsOf(inviter.role), offered) ? 'member' : offered;
}

/** The moment that many days later, by the clock of the database. */
export function daysAfter(now: Date, days: number): Date {
  return new Date(now.getTime() + days * 86_400_000);
}
