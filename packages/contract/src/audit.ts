import * as z from 'zod';
import { operation } from './operation.ts';
import { id, listReply, moment, page } from './shapes.ts';

/** Somebody or something an audit row names, with the name as it is now; null when the person is deleted or the row is gone. */
const named = z.strictObject({ id, name: z.string().nullable() });

const auditRow = z.strictObject({
  id,
  at: moment,
  /** The id of the operation, or of what the system did by itself. */
  act: z.string(),
  actor: z.strictObject({
    kind: z.enum(['member', 'operator', 'system']),
    id: id.nullable(),
    name: z.string().nullable(),
    /** The API token it was done with. */
    token: named.nullable(),
  }),
  targets: z.array(named),
  /** The user groups it names, the one it was done to first. */
  groups: z.array(named),
  /** The custom role it was done to, as it is called now, or was when it was deleted; null where it is about none. */
  role: z.string().nullable(),
  before: z.looseObject({}).nullable(),
  after: z.looseObject({}).nullable(),
  /** The network address it came from; null when erased or done by the system. */
  address: z.string().nullable(),
});

export const listAudit = operation({
  id: 'audit.list',
  scope: 'account',
  method: 'GET',
  path: '/audit',
  summary: 'What happened in the account, newest first, by actor, by whom it concerns, by act, by time.',
  permission: 'audit.view',
  query: z.strictObject({
    ...page,
    actor_id: id.optional(),
    target_id: id.optional(),
    /** An act like `member.suspend`, or a noun like `member` for all its acts. */
    act: z
      .string()
      .regex(/^[a-z][a-z-]{0,40}(\.[a-z][a-z-]{0,60})?$/)
      .optional(),
    from: moment.optional(),
    to: moment.optional(),
  }),
  reply: listReply(auditRow),
  refusals: [],
});
