import { mailStates } from '@latchkey/domain/invitation';
import { memberStatuses } from '@latchkey/domain/member';
import { grantableRoles, permissions, roles } from '@latchkey/domain/role';
import * as z from 'zod';
import { bulkBody, bulkReply, operation } from './operation.ts';
import { done, id, line, listReply, moment, page } from './shapes.ts';

/** Several values in a query: one parameter given again and again, or once with commas between; `list` says of what. */
export function several<L extends z.ZodType<string[]>>(list: L) {
  return z
    .union([z.string(), z.array(z.string())])
    .transform((given) => [given].flat().flatMap((one) => one.split(',')))
    .pipe(list as unknown as z.ZodType<z.output<L>, string[]>);
}

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
  /** The custom role of who is a Member otherwise (G5). */
  custom_role: z.strictObject({ id, name: z.string() }).nullable(),
  /** What they may do, from wherever: role, own, groups (G2). */
  permissions: z.array(z.enum(permissions)),
  status: z.enum(memberStatuses),
  made_at: moment,
  last_entered_at: moment.nullable(),
  /** Active, but not here for as long as the account's setting says (P5). */
  inactive: z.boolean(),
  /** Neither given access to computers nor the owner of one; never the holder, who reaches all (G4). */
  no_access: z.boolean(),
  /** The name of who sent the open invitation; null too where the caller does not see them (G11). */
  invited_by: z.string().nullable(),
  invitation: invitationOfMember.nullable(),
  /**
   * For a caller whose role is limited to user groups: in how many of these the member is, and in how many others, of which no more is
   * told (G11). Where there are others, or none of theirs, what the caller does inside limits only is refused.
   */
  in_groups: z.strictObject({ own: z.number().int(), others: z.number().int() }).nullable(),
});

/** Which members are meant, in a list and in a job over all that match: every part narrows. */
export const memberFilter = {
  /** `inactive` are active members who have not entered for as long as the account's setting says (P5). */
  status: z.array(z.enum(['invited', 'active', 'suspended', 'inactive'])).optional(),
  role: z.array(z.enum(roles)).optional(),
  /** Part of a name or address, whatever its case and accents. */
  search: line(1, 100).optional(),
  /** Invited ones whose mail is so. */
  mail: z.enum(['bounced', 'waiting', 'no_mail_server', 'expired']).optional(),
  /** Those in this user group itself, not in those below it. */
  group_id: id.optional(),
  /** Those with this custom role (G5). */
  role_id: id.optional(),
};

export const listMembers = operation({
  id: 'member.list',
  scope: 'account',
  method: 'GET',
  path: '/members',
  summary:
    'Invited, active and suspended members, searched, filtered and sorted; several statuses or roles with commas.',
  permission: 'users.view',
  limits: {},
  query: z.strictObject({
    ...page,
    ...memberFilter,
    status: several(memberFilter.status.unwrap()).optional(),
    role: several(memberFilter.role.unwrap()).optional(),
    sort: z.enum(['name', 'last_activity', 'added']).default('name'),
    order: z.enum(['asc', 'desc']).default('asc'),
  }),
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
  limits: { member_id: 'seen-member' },
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
  limits: { member_id: 'member' },
  body: bulkBody(z.strictObject({ member_id: id })),
  reply: bulkReply(z.strictObject({ member_id: id, was: z.enum(['deleted', 'withdrawn']) })),
  refusals: ['not-found', 'holder-is-untouchable', 'not-yourself', 'stronger-member', 'reaches-further'],
  changesRights: true,
  dryRun: true,
  bulk: true,
});

const oneMember = z.strictObject({ member_id: id });

export const suspendMembers = operation({
  id: 'member.suspend',
  scope: 'account',
  method: 'POST',
  path: '/members/suspend',
  summary: 'Suspends members: they stay listed and lose every right in this account at once (P6).',
  permission: 'users.manage',
  limits: { member_id: 'member' },
  body: bulkBody(oneMember),
  reply: bulkReply(oneMember),
  refusals: [
    'not-found',
    'not-active',
    'suspended-already',
    'holder-is-untouchable',
    'not-yourself',
    'stronger-member',
    'reaches-further',
  ],
  changesRights: true,
  dryRun: true,
  bulk: true,
});

export const reinstateMembers = operation({
  id: 'member.reinstate',
  scope: 'account',
  method: 'POST',
  path: '/members/reinstate',
  summary: 'Gives suspended members their rights back (P6).',
  permission: 'users.manage',
  limits: { member_id: 'member' },
  body: bulkBody(oneMember),
  reply: bulkReply(oneMember),
  refusals: [
    'not-found',
    'not-suspended',
    'holder-is-untouchable',
    'not-yourself',
    'stronger-member',
    'reaches-further',
  ],
  changesRights: true,
  dryRun: true,
  bulk: true,
});

export const changeRoles = operation({
  id: 'member.change-role',
  scope: 'account',
  method: 'POST',
  path: '/members/change-role',
  summary: 'Gives members another role; invitations they sent end where they may no longer invite (G10).',
  permission: 'users.manage',
  body: bulkBody(
    z.strictObject({
      member_id: id,
      role: z.enum(grantableRoles),
      /** A custom role, for who is a Member otherwise (G5). */
      custom_role_id: id.nullable().default(null),
    }),
  ),
  reply: bulkReply(oneMember),
  refusals: ['not-found', 'holder-is-untouchable', 'not-yourself', 'stronger-member', 'not-permitted'],
  changesRights: true,
  dryRun: true,
  bulk: true,
});

export const sendReset = operation({
  id: 'member.send-reset',
  scope: 'account',
  method: 'POST',
  path: '/members/send-reset',
  summary: 'Has a link for a new password mailed to the sign-in addresses of members (P8).',
  permission: 'users.manage',
  limits: { member_id: 'member' },
  body: bulkBody(oneMember),
  reply: bulkReply(oneMember),
  refusals: [
    'not-found',
    'not-active',
    'holder-is-untouchable',
    'not-yourself',
    'stronger-member',
    'too-many-attempts',
    'reaches-further',
  ],
  bulk: true,
});

export const signOutMembers = operation({
  id: 'member.sign-out',
  scope: 'account',
  method: 'POST',
  path: '/members/sign-out',
  summary:
    'Ends the entries of members into this account: their sessions end, and their next call here asks for the password. Other accounts notice nothing (A5).',
  permission: 'users.manage',
  limits: { member_id: 'member' },
  body: bulkBody(oneMember),
  reply: bulkReply(oneMember),
  refusals: ['not-found', 'not-active', 'holder-is-untouchable', 'not-yourself', 'stronger-member', 'reaches-further'],
  changesRights: true,
  dryRun: true,
  bulk: true,
});

export const leaveAccount = operation({
  id: 'member.leave',
  scope: 'account',
  method: 'POST',
  path: '/leave',
  summary: 'Ends the own membership (P12). The holder hands the account over first.',
  reply: done,
  refusals: ['holder-must-stay'],
  changesRights: true,
});
