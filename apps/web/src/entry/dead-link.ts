import type { Refusal, RefusalCode } from '@latchkey/domain/refusal';
import type { MessageId } from '@latchkey/messages/catalogue';

/** What a dead link says: what happened, and what to do next. */
export type DeadLink = {
  title: MessageId;
  text: MessageId;
  next: 'sign-in' | 'ask-again' | 'sign-in-or-ask' | 'nothing';
};
type DeadLinks = Partial<Record<RefusalCode, DeadLink>>;

const resets: DeadLinks = {
  'link-used': { title: 'entry.reset.used', text: 'entry.reset.used.text', next: 'sign-in-or-ask' },
  'link-expired': { title: 'entry.reset.expired', text: 'entry.reset.expired.text', next: 'ask-again' },
  'link-superseded': { title: 'entry.reset.superseded', text: 'entry.reset.superseded.text', next: 'ask-again' },
  'link-withdrawn': { title: 'entry.reset.withdrawn', text: 'entry.reset.withdrawn.text', next: 'ask-again' },
  'link-unknown': { title: 'entry.link.unknown', text: 'entry.reset.unknown.text', next: 'ask-again' },
};

const invitations: DeadLinks = {
  'link-used': { title: 'entry.invitation.used', text: 'entry.invitation.used.text', next: 'sign-in' },
  'link-declined': { title: 'entry.invitation.declined', text: 'entry.invitation.declined.text', next: 'nothing' },
  'link-withdrawn': { title: 'entry.invitation.withdrawn', text: 'entry.invitation.withdrawn.text', next: 'nothing' },
  'link-superseded': {
    title: 'entry.invitation.superseded',
    text: 'entry.invitation.superseded.text',
    next: 'nothing',
  },
  'link-expired': { title: 'entry.invitation.expired', text: 'entry.invitation.expired.text', next: 'nothing' },
  'link-unknown': { title: 'entry.link.unknown', text: 'entry.link.unknown.text', next: 'nothing' },
};

const accountOffers: DeadLinks = {
  'link-used': { title: 'entry.account-offer.used', text: 'entry.account-offer.used.text', next: 'sign-in' },
  'link-superseded': {
    title: 'entry.account-offer.superseded',
    text: 'entry.account-offer.superseded.text',
    next: 'nothing',
  },
  'link-expired': { title: 'entry.account-offer.expired', text: 'entry.account-offer.expired.text', next: 'nothing' },
  'link-unknown': { title: 'entry.link.unknown', text: 'entry.link.unknown.text', next: 'nothing' },
};

const addresses: DeadLinks = {
  'link-used': { title: 'entry.address.used', text: 'entry.address.used.text', next: 'sign-in' },
  'link-expired': { title: 'entry.address.expired', text: 'entry.address.dead.text', next: 'sign-in' },
  'link-superseded': { title: 'entry.address.superseded', text: 'entry.address.dead.text', next: 'sign-in' },
  'link-withdrawn': { title: 'entry.address.withdrawn', text: 'entry.address.dead.text', next: 'sign-in' },
  'link-unknown': { title: 'entry.link.unknown', text: 'entry.link.unknown.text', next: 'nothing' },
};

/** How the link of an address ended (P10), or nothing when the refusal is about something else. */
export function deadAddressLink(refusal: Refusal): DeadLink | undefined {
  return addresses[linkCodeOf(refusal)];
}

/** How a link ended that was mailed for a new password, or nothing when the refusal is about something else. */
export function deadResetLink(refusal: Refusal): DeadLink | undefined {
  return resets[linkCodeOf(refusal)];
}

/** How an invitation's link ended (I6), or nothing when the refusal is about something else. */
export function deadInvitationLink(refusal: Refusal): DeadLink | undefined {
  return invitations[linkCodeOf(refusal)];
}

/** How the link of an offered account ended, or nothing when the refusal is about something else. */
export function deadAccountOfferLink(refusal: Refusal): DeadLink | undefined {
  return accountOffers[linkCodeOf(refusal)];
}

/** A link that does not even have the shape of one is as unknown as one nobody ever made. */
function linkCodeOf(refusal: Refusal): RefusalCode {
  const isShapeless = refusal.code === 'invalid' && refusal.problems.some(({ path }) => path === 'link');
  return isShapeless ? 'link-unknown' : refusal.code;
}
