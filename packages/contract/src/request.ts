import { answers, LONGEST_NOTE, requestStates } from '@latchkey/domain/request';
import { grantablePermissions } from '@latchkey/domain/role';
import * as z from 'zod';
import { bulkBody, bulkReply, operation } from './operation.ts';
import { id, listReply, moment, page, text } from './shapes.ts';

const named = z.strictObject({ id, name: z.string() });
const permission = z.enum(grantablePermissions);
const oneRequest = z.strictObject({ request_id: id });

export const makeRequest = operation({
  id: 'request.make',
  scope: 'account',
  method: 'POST',
  path: '/requests',
  summary:
    'Asks for a computer, that it be unlocked (S5), for a permission, or, without any, for computers at all (G11). Asked again while it is open, it is the same request.',
  body: z.strictObject({
    computer_id: id.optional(),
    permission: permission.optional(),
    /** That the computer be unlocked, which one reaches already. */
    unlock: z.boolean().default(false),
    note: text(LONGEST_NOTE).default(''),
  }),
  reply: z.strictObject({
    request_id: id,
    /** Whether it was open already. */
    asked_before: z.boolean(),
  }),
  refusals: ['have-already', 'too-many-attempts'],
});

export const listOwnRequests = operation({
  id: 'request.list-own',
  scope: 'account',
  method: 'GET',
  path: '/requests/own',
  summary: 'What the caller asked for and what came of it, the newest first (N3).',
  query: z.strictObject({ ...page }),
  reply: listReply(
    z.strictObject({
      id,
      /** The computer that was asked for; its name is null for who does not see it. */
      computer: z.strictObject({ id, name: z.string().nullable() }).nullable(),
      permission: permission.nullable(),
      unlock: z.boolean(),
      note: z.string(),
      made_at: moment,
      /** What came by another way counts as granted. */
      state: z.enum(requestStates),
      ended_at: moment.nullable(),
      /** What was written with the answer. */
      answer: z.string(),
    }),
  ),
  refusals: [],
});

export const withdrawRequests = operation({
  id: 'request.withdraw',
  scope: 'account',
  method: 'POST',
  path: '/requests/withdraw',
  summary: 'Takes the caller’s own open requests back.',
  body: bulkBody(oneRequest),
  reply: bulkReply(oneRequest),
  refusals: ['not-found', 'request-over'],
  bulk: true,
});

export const listRequests = operation({
  id: 'request.list',
  scope: 'account',
  method: 'GET',
  path: '/requests',
  summary:
    'The open requests that the caller can answer, the newest first: for who gives access, manages users or unlocks computers (G11).',
  permission: 'users.view',
  query: z.strictObject({ ...page }),
  reply: listReply(
    z.strictObject({
      id,
      member: z.strictObject({ id, name: z.string(), email: z.string() }),
      computer: named.nullable(),
      permission: permission.nullable(),
      unlock: z.boolean(),
      note: z.string(),
      made_at: moment,
    }),
  ),
  refusals: [],
});

export const answerRequests = operation({
  id: 'request.answer',
  scope: 'account',
  method: 'POST',
  path: '/requests/answer',
  summary: 'Grants or declines requests, as the caller could give the same by hand (G10); who asked is mailed.',
  permission: 'users.view',
  body: bulkBody(
    z.strictObject({
      request_id: id,
      answer: z.enum(answers),
      note: text(LONGEST_NOTE).default(''),
      /** What is given where computers at all were asked for. */
      group_ids: z.array(id).max(500).default([]),
      computer_ids: z.array(id).max(500).default([]),
    }),
  ),
  reply: bulkReply(z.strictObject({ request_id: id, member_id: id })),
  refusals: [
    'not-found',
    'request-over',
    'have-already',
    'not-permitted',
    'not-yourself',
    'stronger-member',
    'holder-is-untouchable',
    'not-active',
    'unlocked-by-others',
    'not-fresh',
  ],
  changesRights: true,
  dryRun: true,
  bulk: true,
});
