import type { Limited } from './limited.ts';
import type { Refusal } from './refusal.ts';
import { type GrantableRole, type Permission, refuseGranting, refusePermissions } from './role.ts';

/** What an address is in the account at the moment it is invited. */
export type Invitee = { standing: 'stranger' } | { standing: 'invited' | 'active' | 'suspended'; member_id: string };

/** How an invitation ended (I6). */
export const endings = ['accepted', 'declined', 'withdrawn', 'expired'] as const;
export type Ending = (typeof endings)[number];

/** Where the mail of an invitation is (I12). */
export const mailStates = ['waiting', 'sent', 'bounced', 'no_mail_server'] as const;
export type MailState = (typeof mailStates)[number];

/** Says why someone may not be invited, and who they are in the account, or nothing when the invitation may go out (I1). */
export function refuseInvitation(invitee: Invitee): Refusal | undefined {
  if (invitee.standing === 'stranger') return undefined;
  const code = ({ active: 'already-a-member', invited: 'already-invited', suspended: 'suspended-here' } as const)[
    invitee.standing
  ];
  return { code, member_id: invitee.member_id };
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

/** Who sent or last resent an invitation, as they stand when it is accepted; `manages` whether they may still invite who accepts it. */
export type Inviter = Limited & { active: boolean; manages: boolean };

/** The role an invitation still brings: what its inviter may still grant, else Member; nothing when they may invite nobody any more (I10). */
export function roleBrought(inviter: Inviter, offered: GrantableRole): GrantableRole | undefined {
  if (!inviter.active || !inviter.manages) return undefined;
  return refuseGranting(inviter.permissions, offered) ? 'member' : offered;
}

/** Whether permissions that an invitation brings together, those of a custom role or of user groups, may still be given (I10). */
export function mayStillGive(inviter: Inviter, permissions: readonly Permission[]): boolean {
  return inviter.active && refusePermissions(inviter.permissions, permissions) === undefined;
}

/** The moment that many days later, by the clock of the database. */
export function daysAfter(now: Date, days: number): Date {
  return new Date(now.getTime() + days * 86_400_000);
}
