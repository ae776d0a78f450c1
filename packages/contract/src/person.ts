import { roles } from '@latchkey/domain/role';
import * as z from 'zod';
import { operation } from './operation.ts';
import { closedAccount, endingMembership, personAddress, signInRow } from './person-parts.ts';
import {
  done,
  email,
  id,
  language,
  line,
  link,
  listReply,
  moment,
  page,
  password,
  personName,
  timeZone,
} from './shapes.ts';

const passwordRefusals = [
  'password-too-short',
  'password-too-long',
  'password-too-simple',
  'password-breached',
] as const;

export const signIn = operation({
  id: 'person.sign-in',
  scope: 'public',
  method: 'POST',
  path: '/sign-in',
  summary: 'Signs in with the e-mail address and the password and sets the cookie.',
  body: z.strictObject({ email, password }),
  reply: done,
  refusals: ['wrong-sign-in'],
});

export const signOut = operation({
  id: 'person.sign-out',
  scope: 'person',
  method: 'POST',
  path: '/sign-out',
  summary: 'Ends this sign-in.',
  reply: done,
  refusals: [],
});

export const askReset = operation({
  id: 'person.ask-reset',
  scope: 'public',
  method: 'POST',
  path: '/password-resets',
  summary: 'Mails a link for a new password, if the address has a person; the answer is always the same.',
  body: z.strictObject({ email, language }),
  reply: done,
  refusals: [],
});

export const openReset = operation({
  id: 'person.open-reset',
  scope: 'public',
  method: 'POST',
  path: '/password-resets/open',
  summary: 'What a mailed reset link stands for; changes nothing.',
  body: z.strictObject({ link }),
  reply: z.strictObject({ email: z.string() }),
  refusals: ['link-unknown', 'link-used', 'link-expired', 'link-superseded', 'link-withdrawn'],
  unaudited: 'it changes nothing',
});

export const resetPassword = operation({
  id: 'person.reset-password',
  scope: 'public',
  method: 'POST',
  path: '/password-resets/use',
  summary: 'Sets a new password with a mailed link, ends every sign-in of the person and signs in anew.',
  body: z.strictObject({ link, password }),
  reply: done,
  refusals: ['link-unknown', 'link-used', 'link-expired', 'link-superseded', 'link-withdrawn', ...passwordRefusals],
});

/** One member record seen from the person's side (P2). */
export const profile = z.strictObject({
  account_id: id,
  member_id: id,
  company_name: z.string(),
  role: z.enum(roles),
  last_entered_at: moment.nullable(),
});

export const me = operation({
  id: 'person.me',
  scope: 'person',
  method: 'GET',
  path: '/me',
  summary: 'Who is signed in: their profiles, addresses, open invitations, and accounts they closed.',
  reply: z.strictObject({
    id,
    name: z.string(),
    email: z.string(),
    language,
    /** Null: the browser's own. */
    time_zone: z.string().nullable(),
    is_operator: z.boolean(),
    profiles: z.array(profile),
    addresses: z.array(personAddress),
    /** Open invitations to their addresses; accepting still needs the mailed link (P15). */
    invitations: z.array(z.strictObject({ company_name: z.string(), email: z.string(), expires_at: moment })),
    closed_accounts: z.array(closedAccount),
  }),
  refusals: [],
});

export const edit = operation({
  id: 'person.edit',
  scope: 'person',
  method: 'POST',
  path: '/me',
  summary: "Changes the person's name, language or time zone, for all profiles.",
  body: z.strictObject({
    name: personName.optional(),
    language: language.optional(),
    time_zone: timeZone.nullable().optional(),
  }),
  reply: done,
  refusals: [],
});

export const prove = operation({
  id: 'person.prove',
  scope: 'person',
  method: 'POST',
  path: '/me/prove',
  summary: 'Confirms the password anew, for acts that ask for a fresh sign-in.',
  body: z.strictObject({ password }),
  reply: done,
  refusals: ['wrong-password', 'too-many-attempts'],
});

export const changePassword = operation({
  id: 'person.change-password',
  scope: 'person',
  method: 'POST',
  path: '/me/password',
  summary:
    'Sets a new password with the present one; every other sign-in and every mailed link of the person ends (P10).',
  body: z.strictObject({ current_password: password, password }),
  reply: done,
  refusals: ['wrong-password', 'too-many-attempts', ...passwordRefusals],
});

export const listSignIns = operation({
  id: 'person.list-sign-ins',
  scope: 'person',
  method: 'GET',
  path: '/me/sign-ins',
  summary: 'Where the person is signed in, newest first (A5).',
  query: z.strictObject(page),
  reply: listReply(signInRow),
  refusals: [],
});

export const endSignIns = operation({
  id: 'person.end-sign-ins',
  scope: 'person',
  method: 'POST',
  path: '/me/sign-ins/end',
  summary: 'Ends chosen sign-ins of the person, or all but this one (A5).',
  body: z.strictObject({ sign_in_ids: z.array(id).min(1).max(500).or(z.literal('others')) }),
  reply: z.strictObject({ ended: z.number().int() }),
  refusals: [],
});

export const addAddress = operation({
  id: 'person.add-address',
  scope: 'person',
  method: 'POST',
  path: '/me/addresses',
  summary: 'Asks to add an address: a link is mailed to it. The answer is the same whether or not it is free (P16).',
  body: z.strictObject({ email }),
  reply: done,
  refusals: ['address-is-yours', 'too-many-addresses', 'too-many-attempts'],
  fresh: true,
});

export const changeAddress = operation({
  id: 'person.change-address',
  scope: 'person',
  method: 'POST',
  path: '/me/addresses/change',
  summary: 'Asks to sign in with another address: links are mailed to both, and both confirm (P10).',
  body: z.strictObject({ email }),
  reply: done,
  refusals: ['address-is-yours', 'too-many-attempts'],
  fresh: true,
});

export const removeAddress = operation({
  id: 'person.remove-address',
  scope: 'person',
  method: 'POST',
  path: '/me/addresses/remove',
  summary: 'Removes a further address, or takes back the wish to add or change to one.',
  body: z.strictObject({ email }),
  reply: done,
  refusals: ['not-found', 'sign-in-address'],
  fresh: true,
});

const addressLinkRefusals = ['link-unknown', 'link-used', 'link-expired', 'link-superseded', 'link-withdrawn'] as const;

export const openAddressLink = operation({
  id: 'person.open-address-link',
  scope: 'public',
  method: 'POST',
  path: '/addresses/open',
  summary: 'What the mailed link of an address stands for; changes nothing.',
  body: z.strictObject({ link }),
  reply: z.strictObject({
    purpose: z.enum(['add', 'change']),
    /** Which of the two mailboxes this link was sent to. */
    side: z.enum(['new', 'old']),
    email: z.string(),
    /** Whether the other mailbox has confirmed already; null where only one has to. */
    other_side_confirmed: z.boolean().nullable(),
    signed_in_as: z.enum(['nobody', 'asker', 'other']),
  }),
  refusals: addressLinkRefusals,
  unaudited: 'it changes nothing',
});

export const confirmAddress = operation({
  id: 'person.confirm-address',
  scope: 'person',
  method: 'POST',
  path: '/addresses/confirm',
  summary:
    'Confirms an address with its mailed link, signed in as who asked for it. A change takes effect when both sides have confirmed.',
  body: z.strictObject({ link }),
  reply: z.strictObject({ done: z.boolean() }),
  refusals: [...addressLinkRefusals, 'not-the-asker'],
});

/** What is kept about a person, for themselves (P13). */
export const exportMe = operation({
  id: 'person.export',
  scope: 'person',
  method: 'GET',
  path: '/me/export',
  summary: 'Everything that is kept about the person (P13).',
  reply: z.strictObject({
    exported_at: moment,
    person: z.looseObject({}),
    addresses: z.array(z.looseObject({})),
    sign_ins: z.array(z.looseObject({})),
    events: z.array(z.looseObject({})),
    memberships: z.array(z.looseObject({})),
    invitations: z.array(z.looseObject({})),
    tokens: z.array(z.looseObject({})),
    computers: z.array(z.looseObject({})),
    access: z.array(z.looseObject({})),
    enrolment_codes: z.array(z.looseObject({})),
    sessions: z.array(z.looseObject({})),
    lockouts: z.array(z.looseObject({})),
    requests: z.array(z.looseObject({})),
    mails: z.array(z.looseObject({})),
    acts: z.array(z.looseObject({})),
  }),
  refusals: [],
});

export const previewDeletion = operation({
  id: 'person.preview-deletion',
  scope: 'person',
  method: 'GET',
  path: '/me/deletion',
  summary: 'What deleting oneself would end (P13).',
  reply: z.strictObject({
    memberships: z.array(endingMembership),
    /** Accounts to be handed over or closed first. */
    holds: z.array(z.strictObject({ company_name: z.string(), is_closed: z.boolean() })),
    sign_ins: z.number().int(),
    tokens: z.number().int(),
    invitations: z.number().int(),
  }),
  refusals: [],
});

export const deleteMe = operation({
  id: 'person.delete',
  scope: 'person',
  method: 'POST',
  path: '/me/delete',
  summary: 'Ends every membership, then erases the person; histories say “deleted person” (P13).',
  body: z.strictObject({ email: line(1, 254) }),
  reply: done,
  refusals: ['holds-accounts', 'wrong-person'],
  fresh: true,
});
