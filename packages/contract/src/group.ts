import { accessKinds } from '@latchkey/domain/computer';
import { grantablePermissions } from '@latchkey/domain/role';
import * as z from 'zod';
import { ownAccess } from './computer-access.ts';
import { memberRow } from './member.ts';
import { bulkBody, bulkReply, operation } from './operation.ts';
import { id, line, listReply, page } from './shapes.ts';

/** The name of a user group. */
const name = line(1, 100);
const named = z.strictObject({ id, name: z.string() });
const oneGroup = z.strictObject({ group_id: id });

/** What a user group opens to those in it and below it (G4), with the names of what is chosen. */
const opened = {
  kind: z.enum(accessKinds),
  groups: z.array(named),
  computers: z.array(named),
};

/** What a user group lets those in it and below it do (G2). */
const granted = z.array(z.enum(grantablePermissions));

export const listUserGroups = operation({
  id: 'group.list',
  scope: 'account',
  method: 'GET',
  path: '/groups',
  summary:
    'All user groups, a parent before its sub-groups, by name within it (G1); for who sees users in some groups only, these, their own tops at the top.',
  permission: 'users.view',
  limits: {},
  reply: z.strictObject({
    items: z.array(
      z.strictObject({
        id,
        parent_id: id.nullable(),
        name: z.string(),
        version: z.number().int(),
        /** How many members are in it itself, invited and suspended ones among them. */
        members: z.number().int(),
        /** What the group itself opens. */
        kind: z.enum(accessKinds),
        /** What it lets those in it and below it do, by itself (G2). */
        permissions: granted,
      }),
    ),
  }),
  refusals: [],
});

export const readUserGroup = operation({
  id: 'group.read',
  scope: 'account',
  method: 'GET',
  path: '/groups/:group_id',
  summary:
    'One user group: where it stands, what it opens and lets do, and what comes from those above it (G1, G2, G4).',
  permission: 'users.view',
  limits: { group_id: 'user-group' },
  params: oneGroup,
  reply: z.strictObject({
    id,
    name: z.string(),
    version: z.number().int(),
    /** The groups above it, the uppermost first, of those that the caller sees (G11). */
    above: z.array(named),
    /** Its sub-groups, by name. */
    below: z.array(z.strictObject({ id, name: z.string(), members: z.number().int() })),
    members: z.number().int(),
    ...opened,
    /** What comes from above: the groups that open anything, the nearest first; null stands for all that the caller does not see. */
    inherited: z.array(z.strictObject({ group: named.nullable(), ...opened })),
    /** What it lets those in it and below it do, by itself (G2). */
    permissions: granted,
    /** What comes from above: the groups that bring any permissions, the nearest first; null as above. */
    inherited_permissions: z.array(z.strictObject({ group: named.nullable(), permissions: granted })),
  }),
  refusals: [],
});

export const listGroupMembers = operation({
  id: 'group.list-members',
  scope: 'account',
  method: 'GET',
  path: '/groups/:group_id/members',
  summary: 'Who is in a user group itself, by name.',
  permission: 'users.view',
  limits: { group_id: 'user-group' },
  params: oneGroup,
  query: z.strictObject({
    ...page,
    /** Part of a name or address, whatever its case and accents. */
    search: line(1, 100).optional(),
  }),
  reply: listReply(
    memberRow.pick({
      id: true,
      email: true,
      name: true,
      role: true,
      custom_role: true,
      status: true,
      last_entered_at: true,
      in_groups: true,
    }),
  ),
  refusals: [],
});

export const createUserGroup = operation({
  id: 'group.create',
  scope: 'account',
  method: 'POST',
  path: '/groups',
  summary: 'Makes a user group, at the top or below another (G1).',
  permission: 'groups.manage',
  limits: { parent_id: 'user-group' },
  body: z.strictObject({ name, parent_id: id.nullable().default(null) }),
  reply: oneGroup,
  refusals: ['not-found', 'group-exists', 'too-many-groups', 'groups-too-deep', 'reaches-further'],
  changesRights: true,
});

export const renameUserGroup = operation({
  id: 'group.edit',
  scope: 'account',
  method: 'POST',
  path: '/groups/:group_id',
  summary: 'Renames a user group.',
  permission: 'groups.manage',
  // The name of an uppermost one stands among others.
  limits: { group_id: 'lower-group' },
  params: oneGroup,
  body: z.strictObject({ version: z.number().int(), name }),
  reply: z.strictObject({ version: z.number().int() }),
  refusals: ['not-found', 'stale', 'group-exists', 'reaches-further'],
  changesRights: true,
});

export const moveUserGroups = operation({
  id: 'group.move',
  scope: 'account',
  method: 'POST',
  path: '/groups/move',
  summary: 'Puts user groups, with all below them, under another or at the top; what comes from above changes (G10).',
  permission: 'groups.manage',
  limits: { group_id: 'lower-group', parent_id: 'user-group' },
  body: bulkBody(z.strictObject({ group_id: id, parent_id: id.nullable() })),
  reply: bulkReply(oneGroup),
  refusals: [
    'not-found',
    'group-exists',
    'group-below-itself',
    'groups-too-deep',
    'own-reach',
    'stronger-member',
    'not-permitted',
    'reaches-further',
  ],
  changesRights: true,
  dryRun: true,
  bulk: true,
});

export const deleteUserGroups = operation({
  id: 'group.delete',
  scope: 'account',
  method: 'POST',
  path: '/groups/delete',
  summary: 'Deletes user groups; their members stay, without what the groups opened (G1).',
  permission: 'groups.manage',
  limits: { group_id: 'lower-group' },
  body: bulkBody(oneGroup),
  reply: bulkReply(oneGroup),
  refusals: ['not-found', 'group-has-groups', 'stronger-member', 'reaches-further'],
  changesRights: true,
  dryRun: true,
  bulk: true,
});

export const setGroupAccess = operation({
  id: 'group.set-access',
  scope: 'account',
  method: 'POST',
  path: '/groups/access',
  summary:
    'Opens to user groups and those below them no computers, all present and future ones, or chosen groups and computers (G4).',
  permission: 'access.grant',
  limits: { group_id: 'user-group' },
  body: bulkBody(z.strictObject({ group_id: id, ...ownAccess })),
  reply: bulkReply(oneGroup),
  refusals: ['not-found', 'own-reach', 'stronger-member', 'reaches-further', 'not-permitted'],
  changesRights: true,
  dryRun: true,
  bulk: true,
});

const membership = z.strictObject({ group_id: id, member_id: id });

export const addGroupMembers = operation({
  id: 'group.add-members',
  scope: 'account',
  method: 'POST',
  path: '/groups/members/add',
  summary: 'Puts members into user groups; who is in one already stays so.',
  permission: 'groups.manage',
  limits: { group_id: 'user-group', member_id: 'member' },
  body: bulkBody(membership),
  reply: bulkReply(membership),
  refusals: [
    'not-found',
    'holder-is-untouchable',
    'not-yourself',
    'stronger-member',
    'not-permitted',
    'reaches-further',
  ],
  changesRights: true,
  dryRun: true,
  bulk: true,
});

export const removeGroupMembers = operation({
  id: 'group.remove-members',
  scope: 'account',
  method: 'POST',
  path: '/groups/members/remove',
  summary: 'Takes members out of user groups.',
  permission: 'groups.manage',
  limits: { group_id: 'user-group', member_id: 'member' },
  body: bulkBody(membership),
  reply: bulkReply(membership),
  refusals: ['not-found', 'holder-is-untouchable', 'not-yourself', 'stronger-member', 'reaches-further'],
  changesRights: true,
  dryRun: true,
  bulk: true,
});
