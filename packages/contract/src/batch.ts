import { grantableRoles } from '@latchkey/domain/role';
import * as z from 'zod';
import { computerFilter } from './computer.ts';
import { memberFilter } from './member.ts';
import { consequences, operation } from './operation.ts';
import { done, id, moment, total } from './shapes.ts';

/** What can be done to all members that match a filter, as a job with progress. */
export const batchActs = [
  'suspend',
  'reinstate',
  'delete',
  'change-role',
  'resend',
  'send-reset',
  'add-to-group',
  'remove-from-group',
] as const;
/** What can be done so to all computers that match one. */
export const computerBatchActs = ['approve', 'move', 'set-owner', 'remove'] as const;
/** What a job is about. */
export const batchSubjects = ['member', 'computer'] as const;

const wanted = {
  act: z.enum(batchActs),
  /** The role to give; only with `change-role`. */
  role: z.enum(grantableRoles).optional(),
  /** The custom role to give besides; only with `change-role` to `member` (G5). */
  custom_role_id: id.optional(),
  /** The user group they are put into or taken out of; only with `add-to-group` and `remove-from-group`. */
  group_id: id.optional(),
  filter: z.strictObject(memberFilter),
};

export const previewBatch = operation({
  id: 'batch.preview',
  scope: 'account',
  method: 'POST',
  path: '/batches/preview',
  summary:
    'How many members match a filter, and what they would lose or gain (P9). For who may start such a job: who manages users, or for acts on groups who manages groups.',
  body: z.strictObject(wanted),
  reply: z.strictObject({ matching: z.number().int(), consequences }),
  refusals: ['not-found'],
  unaudited: 'it changes nothing',
});

export const startBatch = operation({
  id: 'batch.start',
  scope: 'account',
  method: 'POST',
  path: '/batches',
  summary:
    'Does something to every member that matches a filter now, as a job; each is decided anew when its turn comes. For who manages users, or for acts on groups who manages groups.',
  body: z.strictObject(wanted),
  reply: z.strictObject({ batch_id: id, total: z.number().int() }),
  refusals: ['not-found'],
});

const wantedOfComputers = {
  act: z.enum(computerBatchActs),
  /** The group they move to, null for none; only with `move`. */
  group_id: id.nullable().optional(),
  /** The owner they get, null for none; only with `set-owner`. */
  owner_id: id.nullable().optional(),
  filter: z.strictObject(computerFilter),
};

export const previewComputerBatch = operation({
  id: 'batch.preview-computers',
  scope: 'account',
  method: 'POST',
  path: '/batches/computers/preview',
  summary: 'How many computers match a filter, and who would lose or gain what (P9).',
  permission: 'computers.manage',
  body: z.strictObject(wantedOfComputers),
  reply: z.strictObject({ matching: z.number().int(), consequences }),
  refusals: ['not-found', 'not-active'],
  unaudited: 'it changes nothing',
});

export const startComputerBatch = operation({
  id: 'batch.start-computers',
  scope: 'account',
  method: 'POST',
  path: '/batches/computers',
  summary:
    'Does something to every computer that matches a filter now, as a job; each is decided anew when its turn comes.',
  permission: 'computers.manage',
  body: z.strictObject(wantedOfComputers),
  reply: z.strictObject({ batch_id: id, total: z.number().int() }),
  refusals: ['not-found', 'not-active'],
});

const batchRow = z.strictObject({
  id,
  about: z.enum(batchSubjects),
  act: z.enum([...batchActs, ...computerBatchActs]),
  state: z.enum(['running', 'done', 'stopped']),
  total: z.number().int(),
  done: z.number().int(),
  refused: z.number().int(),
  made_at: moment,
  ended_at: moment.nullable(),
  /** Why lines were refused, each reason counted, with the first members or computers it met. */
  refusals: z.array(
    z.strictObject({
      code: z.string(),
      count: z.number().int(),
      first: z.array(z.strictObject({ member_id: id.nullable(), computer_id: id.nullable(), name: z.string() })),
    }),
  ),
});

export const readBatch = operation({
  id: 'batch.read',
  scope: 'account',
  method: 'GET',
  path: '/batches/:batch_id',
  summary: 'How far a job is: of the caller, or of somebody on whom they may act.',
  params: z.strictObject({ batch_id: id }),
  reply: batchRow,
  refusals: [],
});

export const listBatches = operation({
  id: 'batch.list',
  scope: 'account',
  method: 'GET',
  path: '/batches',
  summary: 'The caller’s jobs of the last day, newest first, fifty at most.',
  query: z.strictObject({ about: z.enum(batchSubjects).optional() }),
  reply: z.strictObject({ items: z.array(batchRow), total }),
  refusals: [],
});

export const stopBatch = operation({
  id: 'batch.stop',
  scope: 'account',
  method: 'POST',
  path: '/batches/:batch_id/stop',
  summary: 'Stops a job after the lines under way; what is done stays done.',
  params: z.strictObject({ batch_id: id }),
  reply: done,
  refusals: [],
});
