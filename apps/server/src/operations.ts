import { forgive } from './computer/forgive.ts';
import { locks } from './computer/lock-reads.ts';
import { unlock } from './computer/unlock.ts';
import { end as endSession } from './session/end.ts';
import { open as openSession } from './session/open.ts';
import { list as listSessions } from './session/reads.ts';
import { rejoin } from './session/rejoin.ts';
import { acceptOffer } from './account/accept-offer.ts';
import { acceptOfferAsNew } from './account/accept-offer-as-new.ts';
import { enter } from './account/enter.ts';
import { openOffer } from './account/open-offer.ts';
import { close as closeAccount } from './account/close.ts';
import { edit as editAccount } from './account/edit.ts';
import { open as openAccount } from './account/open.ts';
import { attention, closing, exported, readOne, settings } from './account/reads.ts';
import { reopen as reopenAccount } from './account/reopen.ts';
import { signUp } from './account/sign-up.ts';
import { accept } from './invitation/accept.ts';
import { acceptAsNew } from './invitation/accept-as-new.ts';
import { decline } from './invitation/decline.ts';
import { open } from './invitation/open.ts';
import { preview } from './invitation/preview.ts';
import { resend } from './invitation/resend.ts';
import { send } from './invitation/send.ts';
import { withdraw } from './invitation/withdraw.ts';
import { access } from './computer/access-reads.ts';
import { reachers } from './computer/reacher-reads.ts';
import { agentFiles } from './computer/agent-files.ts';
import { approve } from './computer/approve.ts';
import { approveCode } from './computer/approve-code.ts';
import { askCodeApproval } from './computer/ask-code-approval.ts';
import { createGroup } from './computer/create-group.ts';
import { declineCode } from './computer/decline-code.ts';
import { deleteGroup } from './computer/delete-group.ts';
import { edit as editComputer } from './computer/edit.ts';
import { editGroup } from './computer/edit-group.ts';
import { endCodes } from './computer/end-codes.ts';
import { enrol } from './computer/enrol.ts';
import { codes, groups } from './computer/group-reads.ts';
import { leave as leaveByComputer } from './computer/leave.ts';
import { makeCode } from './computer/make-code.ts';
import { move } from './computer/move.ts';
import { openCodeApproval } from './computer/open-code-approval.ts';
import { list as listComputers, one as readComputer } from './computer/reads.ts';
import { remove } from './computer/remove.ts';
import { setAccess } from './computer/set-access.ts';
import { setOwner } from './computer/set-owner.ts';
import { addMembers as addGroupMembers } from './group/add-members.ts';
import { create as createUserGroup } from './group/create.ts';
import { deleteGroups as deleteUserGroups } from './group/delete.ts';
import { edit as editUserGroup } from './group/edit.ts';
import { move as moveUserGroups } from './group/move.ts';
import { group as userGroup, groups as userGroups, members as groupMembers } from './group/reads.ts';
import { removeMembers as removeGroupMembers } from './group/remove-members.ts';
import { setAccess as setGroupAccess } from './group/set-access.ts';
import { permissions as memberPermissions, whyMay } from './member/permission-reads.ts';
import { setPermissions } from './member/set-permissions.ts';
import { why } from './computer/why.ts';
import { setPermissions as setGroupPermissions } from './group/set-permissions.ts';
import { create as createRole } from './role/create.ts';
import { deleteRoles } from './role/delete.ts';
import { edit as editRole } from './role/edit.ts';
import { list as listRoles } from './role/reads.ts';
import { answer as answerRequests } from './request/answer.ts';
import { make as makeRequest } from './request/make.ts';
import { list as listRequests, listOwn as listOwnRequests } from './request/reads.ts';
import { withdraw as withdrawRequests } from './request/withdraw.ts';
import { accept as acceptHandover } from './handover/accept.ts';
import { cancel as cancelHandover } from './handover/cancel.ts';
import { offer as offerHandover } from './handover/offer.ts';
import { underWay } from './handover/reads.ts';
import { preview as previewBatch } from './batch/preview.ts';
import { previewComputers } from './batch/preview-computers.ts';
import { list as listBatches, one as readBatch } from './batch/reads.ts';
import { start as startBatch } from './batch/start.ts';
import { startComputers } from './batch/start-computers.ts';
import { stop as stopBatch } from './batch/stop.ts';
import type { Binding } from './kit/operation.ts';
import { changeRole } from './member/change-role.ts';
import { deleteMember } from './member/delete.ts';
import { leave } from './member/leave.ts';
import { list, member } from './member/reads.ts';
import { reinstate } from './member/reinstate.ts';
import { sendReset } from './member/send-reset.ts';
import { signOutMembers } from './member/sign-out.ts';
import { suspend } from './member/suspend.ts';
import { create as createToken } from './token/create.ts';
import { end as endTokens } from './token/end.ts';
import { list as listTokens } from './token/reads.ts';
import { list as listAudit } from './audit/reads.ts';
import { checkCode } from './operator/check-set-up-code.ts';
import { endNotice } from './operator/end-notice.ts';
import { postNotice } from './operator/post-notice.ts';
import { installation, mail, notices, outbox } from './operator/reads.ts';
import { setMail } from './operator/set-mail.ts';
import { setUp } from './operator/set-up.ts';
import { viewMail } from './operator/view-mail.ts';
import { addAddress } from './person/add-address.ts';
import { askReset } from './person/ask-reset.ts';
import { changeAddress } from './person/change-address.ts';
import { changePassword } from './person/change-password.ts';
import { confirmAddress } from './person/confirm-address.ts';
import { deletePerson } from './person/delete.ts';
import { edit } from './person/edit.ts';
import { endSignIns } from './person/end-sign-ins.ts';
import { openAddressLink } from './person/open-address-link.ts';
import { openReset } from './person/open-reset.ts';
import { prove } from './person/prove.ts';
import { deletion, exported as exportedPerson, me, signIns } from './person/reads.ts';
import { removeAddress } from './person/remove-address.ts';
import { resetPassword } from './person/reset-password.ts';
import { signIn } from './person/sign-in.ts';
import { signOut } from './person/sign-out.ts';

/** Every operation of the contract, bound to its handler: the order of the nouns, then of the alphabet. */
export const bindings: readonly Binding[] = [
  addAddress,
  askReset,
  changeAddress,
  changePassword,
  confirmAddress,
  deletePerson,
  deletion,
  edit,
  endSignIns,
  exportedPerson,
  me,
  openAddressLink,
  openReset,
  prove,
  removeAddress,
  resetPassword,
  signIn,
  signIns,
  signOut,
  acceptOffer,
  acceptOfferAsNew,
  enter,
  openOffer,
  readOne,
  attention,
  closing,
  exported,
  settings,
  closeAccount,
  editAccount,
  openAccount,
  reopenAccount,
  signUp,
  changeRole,
  deleteMember,
  leave,
  list,
  member,
  reinstate,
  sendReset,
  signOutMembers,
  suspend,
  createToken,
  endTokens,
  listTokens,
  addGroupMembers,
  createUserGroup,
  deleteUserGroups,
  editUserGroup,
  groupMembers,
  moveUserGroups,
  removeGroupMembers,
  setGroupAccess,
  userGroup,
  userGroups,
  setGroupPermissions,
  memberPermissions,
  setPermissions,
  why,
  whyMay,
  createRole,
  deleteRoles,
  editRole,
  listRoles,
  accept,
  acceptAsNew,
  decline,
  open,
  preview,
  resend,
  send,
  withdraw,
  acceptHandover,
  cancelHandover,
  offerHandover,
  underWay,
  agentFiles,
  approve,
  approveCode,
  askCodeApproval,
  createGroup,
  declineCode,
  deleteGroup,
  editComputer,
  editGroup,
  endCodes,
  enrol,
  leaveByComputer,
  listComputers,
  codes,
  groups,
  reachers,
  makeCode,
  move,
  openCodeApproval,
  readComputer,
  access,
  remove,
  setAccess,
  setOwner,
  forgive,
  locks,
  unlock,
  answerRequests,
  listOwnRequests,
  listRequests,
  makeRequest,
  withdrawRequests,
  endSession,
  openSession,
  listSessions,
  rejoin,
  listBatches,
  previewBatch,
  readBatch,
  startBatch,
  previewComputers,
  startComputers,
  stopBatch,
  listAudit,
  checkCode,
  endNotice,
  installation,
  mail,
  notices,
  outbox,
  postNotice,
  setMail,
  setUp,
  viewMail,
];
