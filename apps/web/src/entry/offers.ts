import { acceptAccountOffer, acceptAccountOfferAsNew, type openAccountOffer } from '@latchkey/contract/account';
import { acceptAsNewPerson, acceptInvitation, type openInvitation } from '@latchkey/contract/invitation';
import type { Reply } from '@latchkey/contract/operation';
import type { MessageId } from '@latchkey/messages/catalogue';

/** What an opened invitation says. */
export type OpenedInvitation = Reply<typeof openInvitation>;
/** What the opened offer of an account says. */
type OpenedAccountOffer = Reply<typeof openAccountOffer>;
/** What every mailed offer says, whatever it offers. */
export type Opened = OpenedInvitation | OpenedAccountOffer;

/** How a mailed offer is accepted, and the sentences it is accepted with. */
export type Acceptance = {
  accept: typeof acceptInvitation | typeof acceptAccountOffer;
  acceptAsNew: typeof acceptAsNewPerson | typeof acceptAccountOfferAsNew;
  submit: MessageId;
  confirm: MessageId;
  signIn: MessageId;
  signInSubmit: MessageId;
  other: MessageId;
};

/** Accepting an invitation into an account. */
export const invitationAcceptance: Acceptance = {
  accept: acceptInvitation,
  acceptAsNew: acceptAsNewPerson,
  submit: 'entry.accept.submit',
  confirm: 'entry.accept.confirm',
  signIn: 'entry.accept.sign-in',
  signInSubmit: 'entry.accept.sign-in.submit',
  other: 'entry.other.text',
};

/** Opening the account that the operator offers. */
export const accountAcceptance: Acceptance = {
  accept: acceptAccountOffer,
  acceptAsNew: acceptAccountOfferAsNew,
  submit: 'entry.account-offer.submit',
  confirm: 'entry.account-offer.confirm',
  signIn: 'entry.account-offer.sign-in',
  signInSubmit: 'entry.account-offer.sign-in.submit',
  other: 'entry.account-offer.other',
};
