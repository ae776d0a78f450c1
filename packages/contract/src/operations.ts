import { acceptAccountOffer, acceptAccountOfferAsNew, enterAccount, openAccountOffer, readAccount } from './account.ts';
import {
  acceptAsNewPerson,
  acceptInvitation,
  declineInvitation,
  openInvitation,
  previewInvitation,
  resendInvitation,
  sendInvitation,
  withdrawInvitation,
} from './invitation.ts';
import { deleteMembers, listMembers, readMember } from './member.ts';
import type { Operation } from './operation.ts';
import { checkSetUpCode, listOutbox, readInstallation, readMail, setMail, setUp, viewMail } from './operator.ts';
import { askReset, edit, me, openReset, resetPassword, signIn, signOut } from './person.ts';

/** The API: every operation there is, in the order of the reference. */
export const operations: readonly Operation[] = [
  signIn,
  signOut,
  askReset,
  openReset,
  resetPassword,
  me,
  edit,
  readAccount,
  enterAccount,
  openAccountOffer,
  acceptAccountOffer,
  acceptAccountOfferAsNew,
  listMembers,
  readMember,
  deleteMembers,
  sendInvitation,
  previewInvitation,
  resendInvitation,
  withdrawInvitation,
  openInvitation,
  acceptInvitation,
  acceptAsNewPerson,
  declineInvitation,
  readInstallation,
  checkSetUpCode,
  setUp,
  readMail,
  setMail,
  listOutbox,
  viewMail,
];
