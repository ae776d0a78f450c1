import { roles } from '@latchkey/domain/role';
import * as z from 'zod';
import { operation } from './operation.ts';
import { done, email, id, language, link, moment, password, personName } from './shapes.ts';

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
  summary: 'Who is signed in, and their profiles.',
  reply: z.strictObject({
    id,
    name: z.string(),
    email: z.string(),
    language,
    is_operator: z.boolean(),
    profiles: z.array(profile),
  }),
  refusals: [],
});

export const edit = operation({
  id: 'person.edit',
  scope: 'person',
  method: 'POST',
  path: '/me',
  summary: "Changes the person's name or language, for all profiles.",
  body: z.strictObject({ name: personName.optional(), language: language.optional() }),
  reply: done,
  refusals: [],
});
