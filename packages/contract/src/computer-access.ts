import { accessKinds, enrolmentKinds, MOST_DAYS, MOST_USES } from '@latchkey/domain/computer';
import * as z from 'zod';
import { bulkBody, bulkReply, operation } from './operation.ts';
import { id, listReply, moment, page } from './shapes.ts';

const named = z.strictObject({ id, name: z.string() });

/** Own access as it is given (G4): the groups and computers count where it is `chosen`. */
export const ownAccess = {
  kind: z.enum(accessKinds),
  group_ids: z.array(id).max(500).default([]),
  computer_ids: z.array(id).max(500).default([]),
};

export const makeCode = operation({
  id: 'computer.make-code',
  scope: 'account',
  method: 'POST',
  path: '/enrolment-codes',
  summary: 'Makes a code that lets machines in (C1). It is shown once, and mailed to the owner if wished.',
  body: z.strictObject({
    kind: z.enum(enrolmentKinds),
    /** The group the computers are put into; ungrouped if left out. */
    group_id: id.nullable().default(null),
    /** Of one computer: whose it becomes, the caller's if left out. */
    owner_id: id.optional(),
    /** Whether the owner gets the code by mail. */
    mailed: z.boolean().default(false),
    /** Of a replacement: the computer in whose place the new machine comes. */
    computer_id: id.optional(),
    /** Of a deployment: for how many computers and days, and whether they wait for approval. */
    uses: z.number().int().min(1).max(MOST_USES).default(1),
    expires_in_days: z.number().int().min(1).max(MOST_DAYS).default(30),
    needs_approval: z.boolean().default(true),
  }),
  reply: z.strictObject({ code_id: id, enrolment_code: z.string(), expires_at: moment }),
  refusals: ['not-found', 'not-active', 'too-many-codes', 'stronger-member', 'reaches-further'],
  changesRights: true,
});

export const listCodes = operation({
  id: 'computer.list-codes',
  scope: 'account',
  method: 'GET',
  path: '/enrolment-codes',
  summary: 'Open codes, the newest first: the caller’s own, and those for computers that they will manage.',
  query: z.strictObject({ ...page }),
  reply: listReply(
    z.strictObject({
      id,
      kind: z.enum(enrolmentKinds),
      /** Null for who manages groups of computers only and does not see this user (G11). */
      made_by: z.strictObject({ member_id: id, name: z.string() }).nullable(),
      made_at: moment,
      expires_at: moment,
      group: named.nullable(),
      owner: z.strictObject({ member_id: id, name: z.string() }).nullable(),
      computer: named.nullable(),
      uses: z.number().int(),
      uses_left: z.number().int(),
      needs_approval: z.boolean(),
    }),
  ),
  refusals: [],
});

export const endCodes = operation({
  id: 'computer.end-codes',
  scope: 'account',
  method: 'POST',
  path: '/enrolment-codes/end',
  summary: 'Withdraws codes: one’s own, and those for computers that one will manage.',
  body: bulkBody(z.strictObject({ code_id: id })),
  reply: bulkReply(z.strictObject({ code_id: id })),
  refusals: ['not-found', 'stronger-member'],
  changesRights: true,
  bulk: true,
});

export const readAccess = operation({
  id: 'computer.read-access',
  scope: 'account',
  method: 'GET',
  path: '/members/:member_id/access',
  summary: 'Which computers a member owns, was given access to, and has access to through user groups (G4).',
  permission: 'users.view',
  limits: { member_id: 'seen-member' },
  params: z.strictObject({ member_id: id }),
  reply: z.strictObject({
    kind: z.enum(accessKinds),
    groups: z.array(named),
    computers: z.array(named),
    /** Whether what their user groups open is switched off for them: "only this list". */
    only_own: z.boolean(),
    /** The user groups they are in, by name, each with those above it, the uppermost first. */
    user_groups: z.array(named.extend({ above: z.array(named) })),
    /** What these groups and those above them open, each once: shown as inherited, with where from (G2). */
    inherited: z.array(
      z.strictObject({ group: named, kind: z.enum(accessKinds), groups: z.array(named), computers: z.array(named) }),
    ),
    /** The first hundred they own, by name. */
    owned: z.array(named),
    /** How many they reach now, by whichever way. */
    reached: z.number().int(),
    /** How much of what was given to them, and of what they own, lies outside of what the caller looks after (G11): it is not named above. */
    unseen: z.number().int(),
    /** In how many user groups they are besides. */
    unseen_groups: z.number().int(),
  }),
  refusals: [],
});

export const setAccess = operation({
  id: 'computer.set-access',
  scope: 'account',
  method: 'POST',
  path: '/members/access',
  summary:
    'Gives members access to no computers, to all present and future ones, or to chosen groups and computers (G4). Who gives it inside groups of computers sets what lies there, and leaves the rest.',
  permission: 'access.grant',
  limits: { member_id: 'member' },
  body: bulkBody(
    z.strictObject({
      member_id: id,
      ...ownAccess,
      /** Switches off what the member's user groups open, or on again; stays as it is if left out. */
      only_own: z.boolean().optional(),
    }),
  ),
  reply: bulkReply(z.strictObject({ member_id: id })),
  refusals: ['not-found', 'holder-is-untouchable', 'not-yourself', 'stronger-member', 'reaches-further'],
  changesRights: true,
  dryRun: true,
  bulk: true,
});

export const listReachers = operation({
  id: 'computer.list-reachers',
  scope: 'account',
  method: 'GET',
  path: '/computers/:computer_id/reach',
  summary:
    'Who reaches a computer, and how: for its owner, names only; for who manages it, everything of the users they see, and how many there are (G11).',
  params: z.strictObject({ computer_id: id }),
  query: z.strictObject({ ...page }),
  reply: listReply(
    z.strictObject({
      member_id: id,
      name: z.string(),
      /** Null for who may not see users. */
      email: z.string().nullable(),
      ways: z.array(
        z.strictObject({
          kind: z.enum(['owner', 'holder', 'all', 'group', 'computer']),
          /** The group of computers that is open to them. */
          group: named.nullable(),
          /** The user group it is open to; null where it is theirs, and for who may not see users. */
          by: named.nullable(),
        }),
      ),
    }),
  ),
  refusals: [],
});
