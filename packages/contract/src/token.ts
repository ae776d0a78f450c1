import { permissions } from '@latchkey/domain/role';
import * as z from 'zod';
import { bulkBody, bulkReply, operation } from './operation.ts';
import { id, line, listReply, moment, page } from './shapes.ts';

/** `personal` acts for its maker and is theirs alone; `account` is seen and ended by who manages tokens. Both end with their maker's rights (G10). */
export const tokenKinds = ['personal', 'account'] as const;

const scopes = z.array(z.enum(permissions)).max(permissions.length);

export const createToken = operation({
  id: 'token.create',
  scope: 'account',
  method: 'POST',
  path: '/tokens',
  summary: 'Makes an API token with some of the permissions of its maker. It is shown once (U3).',
  body: z.strictObject({
    name: line(1, 100),
    kind: z.enum(tokenKinds),
    scopes,
    expires_in_days: z.number().int().min(1).max(366),
  }),
  reply: z.strictObject({ token_id: id, token: z.string(), expires_at: moment }),
  refusals: ['too-many-tokens'],
  changesRights: true,
  fresh: true,
});

const tokenRow = z.strictObject({
  id,
  name: z.string(),
  kind: z.enum(tokenKinds),
  scopes,
  /** What of its scopes its maker still holds: what it can do now. */
  powers: scopes,
  made_by: z.strictObject({ member_id: id, name: z.string() }),
  made_at: moment,
  expires_at: moment,
  last_used_at: moment.nullable(),
  ended_at: moment.nullable(),
});

export const listTokens = operation({
  id: 'token.list',
  scope: 'account',
  method: 'GET',
  path: '/tokens',
  summary: 'The caller’s own tokens; with `kind=account` those of the account, for who manages tokens. Newest first.',
  query: z.strictObject({ ...page, kind: z.enum(tokenKinds).default('personal') }),
  reply: listReply(tokenRow),
  refusals: [],
});

export const endTokens = operation({
  id: 'token.end',
  scope: 'account',
  method: 'POST',
  path: '/tokens/end',
  summary: 'Ends tokens: one’s own, or any of the account for who manages tokens.',
  body: bulkBody(z.strictObject({ token_id: id })),
  reply: bulkReply(z.strictObject({ token_id: id })),
  refusals: ['not-found', 'stronger-member'],
  changesRights: true,
  bulk: true,
});
