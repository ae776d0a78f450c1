import { grantablePermissions, grantableRoles } from '@latchkey/domain/role';
import * as z from 'zod';
import { ownAccess } from './computer-access.ts';
import { bulkBody, bulkReply, operation } from './operation.ts';
import { done, email, givenName, id, language, link, password, personName, text } from './shapes.ts';

const invitee = {
  email,
  name: givenName.default(''),
  role: z.enum(grantableRoles).default('member'),
  language,
  note: text(2000).default(''),
};

/** What the invitation promised and can't bring any more, because who answers for it may not give it now, or it is gone (I10). */
const not_brought = z.array(z.enum(['role', 'permissions', 'access', 'groups']));

const linkRefusals = [
  'link-unknown',
  'link-used',
  'link-declined',
  'link-withdrawn',
  'link-superseded',
  'link-expired',
] as const;
const passwordRefusals = [
  'password-too-short',
  'password-too-long',
  'password-too-simple',
  'password-breached',
] as const;

export const sendInvitation = operation({
  id: 'invitation.send',
  scope: 'account',
  method: 'POST',
  path: '/invitations',
  summary: 'Invites addresses; each line gets its own result (I1).',
  permission: 'users.manage',
  limits: {},
  body: bulkBody(
    z.strictObject({
      ...invitee,
      /** The computers they reach once they accept (G4); giving it needs `access.grant`. None if left out. */
      access: z.strictObject(ownAccess).optional(),
      /** A custom role, for who is a Member otherwise; whoever gives it holds all that it holds (G10). */
      custom_role_id: id.nullable().default(null),
      /** Permissions of their own; whoever gives them holds them (G10). */
      permissions: z.array(z.enum(grantablePermissions)).max(grantablePermissions.length).default([]),
      /** The user groups they are in once they accept (G1); needs `groups.manage`, and `access.grant` where these open computers. */
      user_group_ids: z.array(id).max(50).default([]),
    }),
  ),
  reply: bulkReply(z.strictObject({ member_id: id, invitation_id: id })),
  refusals: [
    'already-a-member',
    'already-invited',
    'suspended-here',
    'not-permitted',
    'not-found',
    'too-many-invitations',
    'reaches-further',
  ],
  changesRights: true,
  idempotent: true,
  bulk: true,
});

export const previewInvitation = operation({
  id: 'invitation.preview',
  scope: 'account',
  method: 'POST',
  path: '/invitations/preview',
  summary: 'The exact mail an invitation would send, with a dead link (I3).',
  permission: 'users.manage',
  limits: {},
  body: z.strictObject(invitee),
  reply: z.strictObject({ from: z.string(), subject: z.string(), text: z.string(), html: z.string() }),
  refusals: [],
  unaudited: 'it changes nothing',
});

export const resendInvitation = operation({
  id: 'invitation.resend',
  scope: 'account',
  method: 'POST',
  path: '/invitations/resend',
  summary: 'Mails invitations again with a new link; the old link says so (I6).',
  permission: 'users.manage',
  limits: { member_id: 'member' },
  body: bulkBody(z.strictObject({ member_id: id })),
  reply: bulkReply(z.strictObject({ member_id: id })),
  refusals: ['not-found', 'no-open-invitation', 'stronger-member', 'too-many-invitations', 'reaches-further'],
  changesRights: true,
  bulk: true,
});

export const withdrawInvitation = operation({
  id: 'invitation.withdraw',
  scope: 'account',
  method: 'POST',
  path: '/invitations/withdraw',
  summary: 'Takes invitations back; their links say so (I6).',
  permission: 'users.manage',
  limits: { member_id: 'member' },
  body: bulkBody(z.strictObject({ member_id: id })),
  reply: bulkReply(z.strictObject({ member_id: id })),
  refusals: ['not-found', 'no-open-invitation', 'stronger-member', 'reaches-further'],
  changesRights: true,
  dryRun: true,
  bulk: true,
});

export const openInvitation = operation({
  id: 'invitation.open',
  scope: 'public',
  method: 'POST',
  path: '/invitations/open',
  summary: 'What a mailed invitation offers; changes nothing (I7).',
  body: z.strictObject({ link }),
  reply: z.strictObject({
    company_name: z.string(),
    email: z.string(),
    name: z.string(),
    invited_by: z.string(),
    note: z.string(),
    language,
    /** Whether the invited mailbox has a person already: told only to who holds the mailed link. */
    has_person: z.boolean(),
    /** Whether the caller is signed in as that person, as another, or not at all (I5). */
    signed_in_as: z.enum(['nobody', 'invited', 'other']),
  }),
  refusals: linkRefusals,
  unaudited: 'it changes nothing',
});

export const acceptInvitation = operation({
  id: 'invitation.accept',
  scope: 'person',
  method: 'POST',
  path: '/invitations/accept',
  summary: 'Accepts as the person who is signed in: adds the profile, changes nothing else (I4, I5).',
  body: z.strictObject({ link }),
  reply: z.strictObject({ account_id: id, not_brought }),
  refusals: [...linkRefusals, 'wrong-person', 'already-a-member'],
});

export const acceptAsNewPerson = operation({
  id: 'invitation.accept-as-new',
  scope: 'public',
  method: 'POST',
  path: '/invitations/accept-as-new',
  summary: 'Accepts as a new person with a name and a password, and signs in (I4).',
  body: z.strictObject({ link, name: personName, password, language }),
  reply: z.strictObject({ account_id: id, not_brought }),
  refusals: [...linkRefusals, ...passwordRefusals, 'sign-in-instead'],
});

export const declineInvitation = operation({
  id: 'invitation.decline',
  scope: 'public',
  method: 'POST',
  path: '/invitations/decline',
  summary: 'Declines an invitation for good (I6).',
  body: z.strictObject({ link }),
  reply: done,
  refusals: linkRefusals,
});
