import { computerStatuses, reachWays } from '@latchkey/domain/computer';
import * as z from 'zod';
import { several } from './member.ts';
import { bulkBody, bulkReply, operation } from './operation.ts';
import { id, line, listReply, moment, page } from './shapes.ts';

/** The name of a computer or of a group of them. */
const name = line(1, 100);
const named = z.strictObject({ id, name: z.string() });

/** A row of the computers list. */
export const computerRow = z.strictObject({
  id,
  name: z.string(),
  version: z.number().int(),
  group: named.nullable(),
  status: z.enum(computerStatuses),
  online: z.boolean(),
  os: z.string(),
  /** Who is signed in at the machine; null for who neither manages nor owns it. */
  os_user: z.string().nullable(),
  owner: z.strictObject({ member_id: id, name: z.string() }).nullable(),
  added_at: moment,
  last_seen_at: moment.nullable(),
  /** Nobody has set an access code at it yet (C12). */
  needs_code: z.boolean(),
  locked: z.boolean(),
  /** Whether the caller may try to connect, and by which ways (G4). */
  reached: z.boolean(),
  via: z.array(z.enum(reachWays)),
});

/** What a list of computers is narrowed by. */
export const computerFilter = {
  state: z.array(z.enum(['online', 'offline', 'waiting', 'needs_code', 'locked'])).optional(),
  /** Those of a group, or of none. */
  group_id: z.union([id, z.literal('none')]).optional(),
  owner_id: id.optional(),
  /** The caller's own. */
  mine: z.literal('true').optional(),
  /** Part of a name, whatever its case and accents; for who manages it, of the user signed in at it too. */
  search: line(1, 100).optional(),
};

export const listComputers = operation({
  id: 'computer.list',
  scope: 'account',
  method: 'GET',
  path: '/computers',
  summary:
    'Computers, searched, filtered and sorted: all that the caller manages, in the whole account or in groups, and those they reach.',
  query: z.strictObject({
    ...page,
    ...computerFilter,
    state: several(computerFilter.state.unwrap()).optional(),
    sort: z.enum(['name', 'last_seen', 'added']).default('name'),
    order: z.enum(['asc', 'desc']).default('asc'),
  }),
  reply: listReply(computerRow),
  refusals: [],
});

const oneComputer = z.strictObject({ computer_id: id });

export const readComputer = operation({
  id: 'computer.read',
  scope: 'account',
  method: 'GET',
  path: '/computers/:computer_id',
  summary: 'One computer as the list shows it, and what it says of itself.',
  params: oneComputer,
  reply: computerRow.extend({
    hostname: z.string(),
    agent_version: z.string(),
    /** What is missing at the machine, in its own words; empty when nothing is. */
    problem: z.string(),
    /** Two machines hold its key: neither is let in. */
    quarantined: z.boolean(),
  }),
  refusals: [],
});

export const editComputer = operation({
  id: 'computer.edit',
  scope: 'account',
  method: 'POST',
  path: '/computers/:computer_id',
  summary: 'Renames a computer.',
  permission: 'computers.manage',
  limits: { computer_id: 'computer' },
  params: oneComputer,
  body: z.strictObject({ version: z.number().int(), name }),
  reply: z.strictObject({ version: z.number().int() }),
  refusals: ['not-found', 'stale'],
});

export const moveComputers = operation({
  id: 'computer.move',
  scope: 'account',
  method: 'POST',
  path: '/computers/move',
  summary: 'Puts computers into a group, or into none; access through a group follows (G4).',
  permission: 'computers.manage',
  limits: { computer_id: 'computer', group_id: 'computer-group' },
  body: bulkBody(z.strictObject({ computer_id: id, group_id: id.nullable() })),
  reply: bulkReply(oneComputer),
  refusals: ['not-found', 'own-reach', 'not-permitted', 'reaches-further'],
  changesRights: true,
  dryRun: true,
  bulk: true,
});

export const setOwners = operation({
  id: 'computer.set-owner',
  scope: 'account',
  method: 'POST',
  path: '/computers/set-owner',
  summary:
    'Gives computers another owner, or none; both are mailed (C13). Who manages groups of computers only must be able to give that reach.',
  permission: 'computers.manage',
  limits: { computer_id: 'computer' },
  body: bulkBody(z.strictObject({ computer_id: id, owner_id: id.nullable() })),
  reply: bulkReply(oneComputer),
  refusals: ['not-found', 'not-active', 'own-reach', 'stronger-member', 'not-permitted', 'reaches-further'],
  changesRights: true,
  dryRun: true,
  bulk: true,
});

export const approveComputers = operation({
  id: 'computer.approve',
  scope: 'account',
  method: 'POST',
  path: '/computers/approve',
  summary: 'Lets computers in that wait for approval (C1).',
  permission: 'computers.manage',
  limits: { computer_id: 'computer' },
  body: bulkBody(oneComputer),
  reply: bulkReply(oneComputer),
  refusals: ['not-found', 'not-waiting', 'not-permitted'],
  changesRights: true,
  bulk: true,
});

export const removeComputers = operation({
  id: 'computer.remove',
  scope: 'account',
  method: 'POST',
  path: '/computers/remove',
  summary: 'Takes computers out of the account, for good: for who manages them, and for their owner.',
  body: bulkBody(oneComputer),
  reply: bulkReply(oneComputer),
  refusals: ['not-found', 'not-permitted'],
  changesRights: true,
  dryRun: true,
  bulk: true,
});

export const listGroups = operation({
  id: 'computer.list-groups',
  scope: 'account',
  method: 'GET',
  path: '/computer-groups',
  summary:
    'The groups of computers by name: those whose computers the caller manages or gives access to, and those they reach into.',
  reply: z.strictObject({
    items: z.array(
      z.strictObject({
        id,
        name: z.string(),
        version: z.number().int(),
        /** How many computers in it the caller sees. */
        computers: z.number().int(),
      }),
    ),
    /** How many stand in none. */
    ungrouped: z.number().int(),
  }),
  refusals: [],
});

export const createGroup = operation({
  id: 'computer.create-group',
  scope: 'account',
  method: 'POST',
  path: '/computer-groups',
  summary: 'Makes a group of computers.',
  permission: 'computers.manage',
  body: z.strictObject({ name }),
  reply: z.strictObject({ group_id: id }),
  refusals: ['group-exists', 'too-many-groups'],
  changesRights: true,
});

export const editGroup = operation({
  id: 'computer.edit-group',
  scope: 'account',
  method: 'POST',
  path: '/computer-groups/:group_id',
  summary: 'Renames a group of computers.',
  permission: 'computers.manage',
  params: z.strictObject({ group_id: id }),
  body: z.strictObject({ version: z.number().int(), name }),
  reply: z.strictObject({ version: z.number().int() }),
  refusals: ['not-found', 'stale', 'group-exists'],
});

export const deleteGroups = operation({
  id: 'computer.delete-group',
  scope: 'account',
  method: 'POST',
  path: '/computer-groups/delete',
  summary: 'Deletes groups: their computers stand in none, and access through them ends.',
  permission: 'computers.manage',
  body: bulkBody(z.strictObject({ group_id: id })),
  reply: bulkReply(z.strictObject({ group_id: id })),
  refusals: ['not-found'],
  changesRights: true,
  dryRun: true,
  bulk: true,
});
