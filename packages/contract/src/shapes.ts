import { foldEmail } from '@latchkey/domain/email';
import { languages } from '@latchkey/domain/language';
import { cleanLine, cleanText } from '@latchkey/domain/text';
import * as z from 'zod';

/** The id of a row: a UUID (version 7, RFC 9562, made by the server). */
export const id = z.uuid();

/** A moment, ISO 8601 in UTC. */
export const moment = z.iso.datetime({ offset: false });

export const language = z.enum(languages);

/** An e-mail address, folded on the way in. */
export const email = z
  .string()
  .max(254)
  .transform((typed, context) => {
    const folded = foldEmail(typed);
    if (folded !== undefined) return folded;
    context.addIssue({ code: 'custom', message: 'email', input: typed });
    return z.NEVER;
  });

/** One line of text with a length in characters, cleaned on the way in. `minimum` 0 allows it to be empty. */
export function line(minimum: number, maximum: number) {
  return z
    .string()
    .max(maximum)
    .transform((typed, context) => {
      const clean = cleanLine(typed);
      if (clean === undefined) context.addIssue({ code: 'custom', message: 'unprintable', input: typed });
      else if (clean.length < minimum) context.addIssue({ code: 'custom', message: 'required', input: typed });
      else return clean;
      return z.NEVER;
    });
}

/** Text of several lines, cleaned on the way in. */
export function text(maximum: number) {
  return z
    .string()
    .max(maximum)
    .transform((typed, context) => {
      const clean = cleanText(typed);
      if (clean !== undefined) return clean;
      context.addIssue({ code: 'custom', message: 'unprintable', input: typed });
      return z.NEVER;
    });
}

/** A person's name: Unicode, one line. */
export const personName = line(1, 100);
/** The name typed for somebody else may be left out. */
export const givenName = line(0, 100);
export const companyName = line(1, 100);

/** A password as typed: never cleaned, never trimmed; long ones are refused by its own rule. Lone surrogates can't be hashed faithfully. */
export const password = z
  .string()
  .max(1000)
  .refine((typed) => typed.isWellFormed() && !typed.includes('\0'), { message: 'unprintable' });

/** What stands behind `#` in a mailed link: id, generation, token. */
export const link = z.string().regex(/^[0-9a-f-]{36}\.\d{1,6}\.[A-Za-z0-9_-]{43}$/, { message: 'link' });

/** A page of a list: how many rows, and where the last page ended. */
export const page = {
  cursor: z.string().max(600).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
};

/** How many rows a filter has: exact up to 1,000; `more` says there are more. */
export const total = z.strictObject({ count: z.number().int(), more: z.boolean() });

/** The reply of a list: its rows, the next page's cursor, how many there are. */
export function listReply<R extends z.ZodObject>(row: R) {
  return z.strictObject({ items: z.array(row), next_cursor: z.string().nullable(), total });
}

export const done = z.strictObject({});

/** A name of the IANA time zone database, like Europe/Paris, that this runtime knows. */
export const timeZone = z.string().max(64).refine(isTimeZone, { message: 'invalid' });

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** Fields that never reach an audit row, a log or an idempotency row. */
export const secretFields = [
  'password',
  'current_password',
  'link',
  'code',
  'smtp_url',
  'token',
  'enrolment_code',
] as const;

/** Fields whose values are somebody's personal data: kept beside the audit row, so that they can be erased (U2). */
export const personalFields = [
  'email',
  'name',
  'note',
  'mail_from',
  'user_agent',
  'address',
  'sender_name',
  'reply_to',
  'support_contact',
  'search',
  'hostname',
  'os_user',
] as const;
