import { permissions, roles } from '@latchkey/domain/role';
import * as z from 'zod';
import { operation } from './operation.ts';
import { done, id, language, link, password, personName } from './shapes.ts';

export const readAccount = operation({
  id: 'account.read',
  scope: 'account',
  method: 'GET',
  path: '/',
  summary: 'The account behind the profile, what the caller may do in it, and its first steps.',
  reply: z.strictObject({
    id,
    company_name: z.string(),
    my: z.strictObject({ member_id: id, role: z.enum(roles), permissions: z.array(z.enum(permissions)) }),
    /** What a new account still has to do (N2); null for who may not do it. */
    first_steps: z.strictObject({ mail: z.boolean(), invite: z.boolean() }).nullable(),
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
