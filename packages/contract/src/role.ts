import { grantablePermissions, permissions, roles } from '@latchkey/domain/role';
import * as z from 'zod';
import { bulkBody, bulkReply, operation } from './operation.ts';
import { id, line } from './shapes.ts';

const named = z.strictObject({ id, name: z.string() });
const oneRole = z.strictObject({ role_id: id });
const granted = z.array(z.enum(grantablePermissions)).max(grantablePermissions.length);
/** The groups that a role is limited to (G5); null where it is not. */
const limitedTo = z.array(id).min(1).max(100).nullable();

export const listRoles = operation({
  id: 'role.list',
  scope: 'account',
  method: 'GET',
  path: '/roles',
  summary: 'The built-in roles and the custom ones, with their permissions and how many members have each (G5).',
  permission: 'users.view',
  reply: z.strictObject({
    built_in: z.array(
      z.strictObject({ role: z.enum(roles), permissions: z.array(z.enum(permissions)), members: z.number().int() }),
    ),
    custom: z.array(
      z.strictObject({
        id,
        name: z.string(),
        version: z.number().int(),
        permissions: granted,
        /** What of it counts for users counts in these user groups and those below them only; null where it is not limited. */
        user_groups: z.array(named).nullable(),
        /** The same for computers. */
        computer_groups: z.array(named).nullable(),
        members: z.number().int(),
      }),
    ),
  }),
  refusals: [],
});

export const createRole = operation({
  id: 'role.create',
  scope: 'account',
  method: 'POST',
  path: '/roles',
  summary:
    'Makes a custom role: any set of permissions but making roles, for the whole account or limited to user groups or computer groups (G5).',
  permission: 'roles.manage',
  body: z.strictObject({
    name: line(1, 100),
    permissions: granted,
    user_group_ids: limitedTo.default(null),
    computer_group_ids: limitedTo.default(null),
  }),
  reply: oneRole,
  refusals: ['role-exists', 'too-many-roles', 'not-limitable', 'not-found'],
  changesRights: true,
});

export const editRoles = operation({
  id: 'role.edit',
  scope: 'account',
  method: 'POST',
  path: '/roles/edit',
  summary: 'Renames custom roles and sets what they hold; those who have them gain and lose it at once (G5, G8).',
  permission: 'roles.manage',
  body: bulkBody(
    z.strictObject({
      role_id: id,
      version: z.number().int(),
      name: line(1, 100),
      permissions: granted,
      /** Left out, its limits stay as they are. */
      user_group_ids: limitedTo.optional(),
      computer_group_ids: limitedTo.optional(),
    }),
  ),
  reply: bulkReply(z.strictObject({ role_id: id, version: z.number().int() })),
  refusals: ['not-found', 'stale', 'role-exists', 'not-limitable', 'not-permitted', 'stronger-member'],
  changesRights: true,
  dryRun: true,
  bulk: true,
});

export const deleteRoles = operation({
  id: 'role.delete',
  scope: 'account',
  method: 'POST',
  path: '/roles/delete',
  summary: 'Deletes custom roles; those who had them are Members (G5).',
  permission: 'roles.manage',
  body: bulkBody(oneRole),
  reply: bulkReply(oneRole),
  refusals: ['not-found', 'stronger-member'],
  changesRights: true,
  dryRun: true,
  bulk: true,
});

export const readPermissions = operation({
  id: 'member.read-permissions',
  scope: 'account',
  method: 'GET',
  path: '/members/:member_id/permissions',
  summary: 'What a member may do, and where each permission comes from (G2).',
  permission: 'users.view',
  limits: { member_id: 'seen-member' },
  params: z.strictObject({ member_id: id }),
  reply: z.strictObject({
    role: z.enum(roles),
    custom_role: named.nullable(),
    /** What the role holds, built in or custom. */
    of_role: z.array(z.enum(permissions)),
    own: granted,
    /** What the member's user groups and those above them bring, each group once; null stands for all that the caller does not see. */
    inherited: z.array(z.strictObject({ group: named.nullable(), permissions: granted })),
  }),
  refusals: [],
});

export const setPermissions = operation({
  id: 'member.set-permissions',
  scope: 'account',
  method: 'POST',
  path: '/members/permissions',
  summary: 'Sets the own permissions of members, beside their roles and groups (G2, G10).',
  permission: 'users.manage',
  body: bulkBody(z.strictObject({ member_id: id, permissions: granted })),
  reply: bulkReply(z.strictObject({ member_id: id })),
  refusals: ['not-found', 'holder-is-untouchable', 'not-yourself', 'stronger-member', 'not-permitted'],
  changesRights: true,
  dryRun: true,
  bulk: true,
});

export const setGroupPermissions = operation({
  id: 'group.set-permissions',
  scope: 'account',
  method: 'POST',
  path: '/groups/permissions',
  summary: 'Sets the permissions that user groups bring to those in them and below them (G2, G10).',
  permission: 'groups.manage',
  body: bulkBody(z.strictObject({ group_id: id, permissions: granted })),
  reply: bulkReply(z.strictObject({ group_id: id })),
  refusals: ['not-found', 'not-permitted', 'stronger-member'],
  changesRights: true,
  dryRun: true,
  bulk: true,
});

export const whyPermission = operation({
  id: 'member.why-permission',
  scope: 'account',
  method: 'GET',
  path: '/members/:member_id/permissions/:permission',
  summary:
    'Why a member may do something, by every way, or who could give it (G7): for who sees users, and for oneself.',
  params: z.strictObject({ member_id: id, permission: z.enum(permissions) }),
  reply: z.strictObject({
    member: named,
    permission: z.enum(permissions),
    holds: z.boolean(),
    ways: z.array(
      z.strictObject({
        kind: z.enum(['role', 'custom-role', 'own', 'group']),
        role: z.enum(roles).nullable(),
        /** The custom role, or the user group that brings it; of a group that the caller does not see, null (G11). */
        by: named.nullable(),
        /** The user group the member is in, where it is another, below that one. */
        through: named.nullable(),
      }),
    ),
    missing: z.array(z.enum(['member-not-active', 'permission'])),
    could_give: z.strictObject({ count: z.number().int(), first50: z.array(named) }).nullable(),
    company_name: z.string(),
    support_contact: z.string(),
  }),
  refusals: [],
});
