import { sessionEndings, sessionStates } from '@latchkey/domain/session';
import * as z from 'zod';
import { bulkBody, bulkReply, operation } from './operation.ts';
import { id, listReply, moment, page } from './shapes.ts';

/** Where to dial, and the ticket that is good there once, within 30 s (C10). */
const way = { session_id: id, url: z.string(), ticket: z.string() };

export const openSession = operation({
  id: 'session.open',
  scope: 'account',
  method: 'POST',
  path: '/computers/:computer_id/sessions',
  summary:
    'Asks a computer that the caller reaches for a session (C4). Whether it opens the access code decides, at the computer.',
  params: z.strictObject({ computer_id: id }),
  body: z.strictObject({
    /** Control keyboard and mouse; otherwise only look. */
    control: z.boolean(),
  }),
  reply: z.strictObject({
    ...way,
    /** What the keys of the session are bound to, besides its id. */
    host: z.strictObject({ computer_id: id, name: z.string(), person_id: id, grant_id: id }),
    idle_minutes: z.number().int(),
  }),
  refusals: [
    'computer-offline',
    'computer-locked',
    'computer-quarantined',
    'computer-needs-code',
    'locked-another',
    'locked-too-many',
    'too-many-sessions',
  ],
  inPerson: true,
});

export const rejoinSession = operation({
  id: 'session.rejoin',
  scope: 'account',
  method: 'POST',
  path: '/sessions/:session_id/rejoin',
  summary: 'Gives the caller’s own live session fresh tickets after a lost network, perhaps at another server.',
  params: z.strictObject({ session_id: id }),
  body: z.strictObject({}),
  reply: z.strictObject(way),
  refusals: ['session-over', 'computer-offline'],
  inPerson: true,
  unaudited: 'the session goes on that is in the log already',
});

export const endSessions = operation({
  id: 'session.end',
  scope: 'account',
  method: 'POST',
  path: '/sessions/end',
  summary: 'Ends sessions: one’s own, those on computers one owns, and those that one may end (C11).',
  body: bulkBody(z.strictObject({ session_id: id })),
  reply: bulkReply(z.strictObject({ session_id: id })),
  refusals: ['not-found', 'session-over', 'reaches-further'],
  bulk: true,
});

const named = { name: z.string() };

const sessionRow = z.strictObject({
  id,
  computer: z.strictObject({ id, ...named }),
  member: z.strictObject({ id, ...named }),
  /** Asked: the access code is still to come. */
  state: z.enum(sessionStates),
  control: z.boolean(),
  /** Where from. */
  address: z.string(),
  made_at: moment,
  opened_at: moment.nullable(),
  ended_at: moment.nullable(),
  ending: z.enum(sessionEndings).nullable(),
  ended_by: z.strictObject({ member_id: id, ...named }).nullable(),
  is_mine: z.boolean(),
  can_end: z.boolean(),
});

export const listSessions = operation({
  id: 'session.list',
  scope: 'account',
  method: 'GET',
  path: '/sessions',
  summary: 'Sessions, newest first: one’s own, those on computers one owns, and those that one may see (C11).',
  query: z.strictObject({
    ...page,
    /** Those under way, or those that are over. */
    live: z.enum(['true', 'false']).optional(),
    mine: z.literal('true').optional(),
    computer_id: id.optional(),
    member_id: id.optional(),
  }),
  reply: listReply(sessionRow),
  refusals: [],
});
