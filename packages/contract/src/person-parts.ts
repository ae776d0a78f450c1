import { roles } from '@latchkey/domain/role';
import * as z from 'zod';
import { id, moment } from './shapes.ts';

/** An account whose holder closed it, while it can still be reopened (P14). */
export const closedAccount = z.strictObject({ account_id: id, company_name: z.string(), erased_at: moment });

/** One of a person's addresses (P1): the one they sign in with, further confirmed ones, and what waits for its confirmation. */
export const personAddress = z.strictObject({
  email: z.string(),
  state: z.enum(['sign-in', 'confirmed', 'waiting-add', 'waiting-change']),
  /** For an address that waits for its confirmation: until when its link works. */
  expires_at: moment.nullable(),
});

/** One sign-in of a person (A5). */
export const signInRow = z.strictObject({
  id,
  made_at: moment,
  expires_at: moment,
  address: z.string(),
  user_agent: z.string(),
  /** The one that asks. */
  is_this: z.boolean(),
});

/** A membership that ends when the person is deleted, and what of computers ends with it (P13, C13). */
export const endingMembership = z.strictObject({
  account_id: id,
  company_name: z.string(),
  role: z.enum(roles),
  status: z.string(),
  /** Computers that have no owner any more then. */
  computers: z.number().int(),
  /** On how many computers their access code is deleted (C13). */
  access_codes: z.number().int(),
  /** Live sessions, which end at once. */
  sessions: z.number().int(),
});
