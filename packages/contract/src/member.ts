import { mailStates } from '@latchkey/domain/invitation';
import { memberStatuses } from '@latchkey/domain/member';
import { roles } from '@latchkey/domain/role';
import * as z from 'zod';
import { bulkBody, bulkReply, operation } from './operation.ts';
import { id, listReply, moment, page } from './shapes.ts';

/** An invitation as the account sees it: never the link (I12). */
export const invitationOfMember = z.strictObject({
  id,
  sent_at: moment,
  expires_at: moment,
  expired: z.boolean(),
  mail: z.enum(mailStates),
});

/** A row of the users list: invited and active members stand in one list (I11). */
export const memberRow = z.strictObject({
  id,
  email: z.string(),
  name: z.string(),
  role: z.enum(roles),
  status: z.enum(memberStatuses),
  last_entered_at: moment.nullable(),
  invitation: invitationOfMember.nullable(),
});

export const listMembers = operation({
  id: 'member.list',
  scope: 'account',
  method: 'GET',
  path: '/members',
  summary: 'Invited, active and suspended members by name.',
  permission: 'users.view',
  query: z.strictObject({ ...page, status: z.enum(['invited', 'active', 'suspended']).optional() }),
  reply: listReply(memberRow),
  refusals: [],
});

export const readMember = operation({
  id: 'member.read',
  scope: 'account',
  method: 'GET',
  path: '/members/:member_id',
  summary: 'One member as the list shows them, with the state of an open invitation.',
  permission: 'users.view',
  params: z.strictObject({ member_id: id }),
  reply: memberRow,
  refusals: [],
});

export const deleteMembers = operation({
  id: 'member.delete',
  scope: 'account',
  method: 'POST',
  path: '/members/delete',
  summary: 'Ends memberships; an invited one is withdrawn instead, and the line says so (P7, I11).',
  permission: 'users.manage',
  body: bulkBody(z.strictObject({ member_id: id })),
  reply: bulkReply(z.strictObject({ member_id: id, was: z.enum(['deleted', 'withdrawn']) })),
  refusals: ['not-found', 'holder-is-untouchable', 'not-yourself', 'stronger-member'],
  changesRights: true,
  dryRun: true,
  bulk: true,
});
