import { inactivityDays } from '@latchkey/domain/member';
import { permissions, roles } from '@latchkey/domain/role';
import * as z from 'zod';
import { operation } from './operation.ts';
import { companyName, done, email, id, language, line, link, moment, password, personName } from './shapes.ts';

export const readAccount = operation({
  id: 'account.read',
  scope: 'account',
  method: 'GET',
  path: '/',
  summary: 'The account behind the profile, what the caller may do in it, and its first steps.',
  reply: z.strictObject({
    id,
    company_name: z.string(),
    my: z.strictObject({
      member_id: id,
      role: z.enum(roles),
      /** For the whole account. */
      permissions: z.array(z.enum(permissions)),
      /** What the caller may do inside chosen groups only (G5); null without a limited role. */
      limits: z
        .strictObject({
          permissions: z.array(z.enum(permissions)),
          /** The user groups, and those below them; null where users are not limited. */
          user_groups: z.array(z.strictObject({ id, name: z.string() })).nullable(),
          computer_groups: z.array(z.strictObject({ id, name: z.string() })).nullable(),
        })
        .nullable(),
      /** Whether the caller may add computers: any, those of the groups they look after, or their own where the account lets members (C1). */
      adds_computers: z.boolean(),
    }),
    /** What a new account still has to do (N2); null for who may not do it. */
    first_steps: z
      .strictObject({ mail: z.boolean(), invite: z.boolean(), computer: z.boolean(), connect: z.boolean() })
      .nullable(),
    /** Whom members turn to (G11, H1): an address, or null when none is set. */
    support_contact: z.string().nullable(),
  }),
  refusals: [],
});

export const enterAccount = operation({
  id: 'account.enter',
  scope: 'account',
  method: 'POST',
  path: '/enter',
  summary: 'Enters the profile: counts as activity in this account only (P5).',
  reply: done,
  refusals: [],
});

const offerRefusals = ['link-unknown', 'link-used', 'link-superseded', 'link-expired'] as const;

export const openAccountOffer = operation({
  id: 'account.open-offer',
  scope: 'public',
  method: 'POST',
  path: '/account-offers/open',
  summary: 'What a mailed offer of an account stands for; changes nothing.',
  body: z.strictObject({ link }),
  reply: z.strictObject({
    company_name: z.string(),
    email: z.string(),
    name: z.string(),
    language,
    /** Whether the mailbox has a person already: told only to who holds the mailed link. */
    has_person: z.boolean(),
    /** Whether the caller is signed in as that person, as another, or not at all. */
    signed_in_as: z.enum(['nobody', 'offered', 'other']),
  }),
  refusals: offerRefusals,
  unaudited: 'it changes nothing',
});

export const acceptAccountOffer = operation({
  id: 'account.accept-offer',
  scope: 'person',
  method: 'POST',
  path: '/account-offers/accept',
  summary: 'Opens the offered account with the person who is signed in as its holder.',
  body: z.strictObject({ link }),
  reply: z.strictObject({ account_id: id }),
  refusals: [...offerRefusals, 'wrong-person'],
});

export const acceptAccountOfferAsNew = operation({
  id: 'account.accept-offer-as-new',
  scope: 'public',
  method: 'POST',
  path: '/account-offers/accept-as-new',
  summary: 'Opens the offered account with a new person as its holder, with a name and a password, and signs in.',
  body: z.strictObject({ link, name: personName, password, language }),
  reply: z.strictObject({ account_id: id }),
  refusals: [
    ...offerRefusals,
    'password-too-short',
    'password-too-long',
    'password-too-simple',
    'password-breached',
    'sign-in-instead',
  ],
});

export const readAttention = operation({
  id: 'account.read-attention',
  scope: 'account',
  method: 'GET',
  path: '/attention',
  summary: 'What needs attention (N2), each counted to 1,000; inside limits, of what is in these groups (G11).',
  permission: 'users.view',
  limits: {},
  reply: z.strictObject({
    bounced: z.number().int(),
    without_mail_server: z.number().int(),
    /** Open invitations that expire within three days, and those that expired in the last thirty: who did not come is in no group any more. */
    expiring: z.number().int(),
    expired: z.number().int(),
    never_opened: z.number().int(),
    inactive: z.number().int(),
    suspended: z.number().int(),
    /** Computers that wait for approval, for who manages computers; locked ones, for who unlocks them. Else none. */
    waiting_computers: z.number().int(),
    locked_computers: z.number().int(),
  }),
  refusals: [],
});

const settingNames = [
  'company_name',
  'language',
  'invitation_days',
  'inactivity_days',
  'sender_name',
  'reply_to',
  'support_contact',
  'members_may_enrol',
  'session_idle_minutes',
  'lock_only_person',
] as const;

const settingValues = {
  company_name: companyName,
  language,
  /** How many days an invitation works (I6). */
  invitation_days: z.number().int().min(1).max(90),
  /** After how many days without entering a user counts as inactive (P5). */
  inactivity_days: z.literal(inactivityDays),
  /** The name mails of the account come from; null: the company name. */
  sender_name: line(1, 100).nullable(),
  /** Where answers to mails of the account go; null: nowhere. */
  reply_to: email.nullable(),
  /** Whom users turn to (H1). */
  support_contact: email.nullable(),
  /** Whether members add computers of their own (C1). */
  members_may_enrol: z.boolean(),
  /** After how many minutes without input a session ends (C11). */
  session_idle_minutes: z.number().int().min(1).max(720),
  /** Whether wrong codes lock only the person who typed them (S5). */
  lock_only_person: z.boolean(),
};

export const readSettings = operation({
  id: 'account.read-settings',
  scope: 'account',
  method: 'GET',
  path: '/settings',
  summary: 'Every account-wide setting, its default, and who changed it last (N4).',
  permission: 'account.manage',
  reply: z.strictObject({
    version: z.number().int(),
    settings: z.array(
      z.strictObject({
        name: z.enum(settingNames),
        value: z.union([z.string(), z.number(), z.boolean(), z.null()]),
        fallback: z.union([z.string(), z.number(), z.boolean(), z.null()]),
        changed_at: moment.nullable(),
        /** Who changed it last; null when nobody has, or the person is deleted. */
        changed_by: z.string().nullable(),
      }),
    ),
  }),
  refusals: [],
});

export const editAccount = operation({
  id: 'account.edit',
  scope: 'account',
  method: 'POST',
  path: '/settings',
  summary: 'Changes account-wide settings; a company name shows everywhere at once (P4, N4).',
  permission: 'account.manage',
  body: z.strictObject({ version: z.number().int(), ...z.strictObject(settingValues).partial().shape }),
  reply: z.strictObject({ version: z.number().int() }),
  refusals: ['stale'],
});

export const exportAccount = operation({
  id: 'account.export',
  scope: 'account',
  method: 'GET',
  path: '/export',
  summary:
    'Everything of the account, page by page: settings, members, invitations, computers and access to them, what members asked for, the activity (P14).',
  query: z.strictObject({
    cursor: z.string().max(600).optional(),
    limit: z.coerce.number().int().min(1).max(1000).default(500),
  }),
  reply: z.strictObject({
    items: z.array(
      z.strictObject({
        kind: z.enum([
          'account',
          'member',
          'invitation',
          'computer_group',
          'computer',
          'member_access',
          'user_group',
          'user_group_access',
          'enrolment_code',
          'session',
          'lockout',
          'access_request',
          'audit',
        ]),
        row: z.looseObject({}),
      }),
    ),
    next_cursor: z.string().nullable(),
  }),
  refusals: [],
  holderOnly: true,
});

export const previewClosing = operation({
  id: 'account.preview-closing',
  scope: 'account',
  method: 'GET',
  path: '/closing',
  summary: 'What closing the account would end (P14).',
  reply: z.strictObject({
    /** Who else loses their profile: without the holder, who closes it. */
    members: z.number().int(),
    invitations: z.number().int(),
    tokens: z.number().int(),
    /** When everything would be erased if it were closed now. */
    erased_at: moment,
  }),
  refusals: [],
  holderOnly: true,
});

export const closeAccount = operation({
  id: 'account.close',
  scope: 'account',
  method: 'POST',
  path: '/close',
  summary: 'Closes the account: nobody enters, members are mailed; reopening is possible for 30 days (P14).',
  body: z.strictObject({ company_name: line(1, 100) }),
  reply: z.strictObject({ erased_at: moment }),
  refusals: ['company-name-differs'],
  changesRights: true,
  holderOnly: true,
  fresh: true,
});

export const reopenAccount = operation({
  id: 'account.reopen',
  scope: 'person',
  method: 'POST',
  path: '/accounts/reopen',
  summary: 'Reopens an account that the caller holds and closed (P14).',
  body: z.strictObject({ account_id: id }),
  reply: z.strictObject({ account_id: id }),
  refusals: ['not-found'],
  fresh: true,
});

export const openAccount = operation({
  id: 'account.open',
  scope: 'person',
  method: 'POST',
  path: '/accounts',
  summary: 'Opens an account of one’s own, where SIGN_UP is open (P15).',
  body: z.strictObject({ company_name: companyName, language }),
  reply: z.strictObject({ account_id: id }),
  refusals: ['sign-up-closed', 'too-many-attempts'],
});

export const signUp = operation({
  id: 'account.sign-up',
  scope: 'public',
  method: 'POST',
  path: '/sign-up',
  summary: 'Asks for an account of one’s own, where SIGN_UP is open: a mail is sent, whoever has the address (P16).',
  body: z.strictObject({ email, name: personName, company_name: companyName, language }),
  reply: done,
  refusals: ['sign-up-closed'],
});
