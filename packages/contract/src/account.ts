import { permissions, roles } from '@latchkey/domain/role';
import * as z from 'zod';
import { operation } from './operation.ts';
import { done, id } from './shapes.ts';

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
