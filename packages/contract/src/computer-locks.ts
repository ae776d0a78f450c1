import * as z from 'zod';
import { bulkBody, bulkReply, operation } from './operation.ts';
import { id, listReply, moment, page } from './shapes.ts';

const oneLock = z.strictObject({ lock_id: id });

export const unlockComputers = operation({
  id: 'computer.unlock',
  scope: 'account',
  method: 'POST',
  path: '/computers/unlock',
  summary:
    'Lifts locks after wrong access codes, each by its id and no later one (S5). Who caused a lock lifts it only if nobody else could.',
  body: bulkBody(oneLock),
  reply: bulkReply(oneLock),
  refusals: ['not-found', 'not-permitted', 'not-fresh', 'not-locked', 'unlocked-by-others'],
  bulk: true,
});

const lockRow = z.strictObject({
  id,
  computer: z.strictObject({ id, name: z.string() }),
  /** Whose attempts it was; null for who is limited to user groups and does not see this user (G11). */
  member: z.strictObject({ id, name: z.string() }).nullable(),
  address: z.string(),
  at: moment,
  /** It keeps out only who caused it. */
  is_personal: z.boolean(),
  ended_at: moment.nullable(),
  /** Who lifted it; nobody when the computer has locked itself anew since. */
  ended_by: z.strictObject({ member_id: id, name: z.string() }).nullable(),
  /** Who locked several and may try none until somebody forgives it. */
  is_braked: z.boolean(),
});

export const listLocks = operation({
  id: 'computer.list-locks',
  scope: 'account',
  method: 'GET',
  path: '/computers/locks',
  summary: 'Locks after wrong access codes, newest first: on computers one owns, and on those one may unlock (S5).',
  query: z.strictObject({
    ...page,
    /** Those that stand, or those that were lifted. */
    open: z.enum(['true', 'false']).optional(),
    computer_id: id.optional(),
  }),
  reply: listReply(lockRow),
  refusals: [],
});

export const forgiveMembers = operation({
  id: 'computer.forgive',
  scope: 'account',
  method: 'POST',
  path: '/computers/forgive',
  summary:
    'Lets members try computers again who had locked several (S5). The locks stay. Who unlocks in groups of computers only forgives those there.',
  permission: 'computers.unlock',
  limits: {},
  body: bulkBody(z.strictObject({ member_id: id })),
  reply: bulkReply(z.strictObject({ member_id: id })),
  refusals: ['not-found', 'not-yourself', 'not-locked', 'reaches-further'],
  bulk: true,
});
