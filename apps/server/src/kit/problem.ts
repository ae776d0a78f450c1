import { refusalStatus } from '@latchkey/contract/refusals';
import type { Language } from '@latchkey/domain/language';
import type { MailProblem } from '@latchkey/domain/mail';
import type { Refusal } from '@latchkey/domain/refusal';
import { type Say, speakerOf } from '@latchkey/messages/format';
import type * as z from 'zod';

/** A refusal as an RFC 9457 problem: a stable code, its facts, a sentence in the caller's language. */
export async function problemOf(refusal: Refusal, language: Language): Promise<{ status: number; body: object }> {
  const status = refusalStatus[refusal.code];
  const say = await speakerOf(language);
  const facts = refusal.code === 'mail-server-refused' ? { reason: mailSentence(say, refusal) } : refusal;
  const title = say(`refusal.${refusal.code}`, { ...(facts as Record<string, unknown>) } as Record<string, string>);
  return { status, body: { type: `urn:latchkey:refusal:${refusal.code}`, title, status, ...refusal } };
}

/** Whoever was too many for the moment comes again after it: a request takes less than that. */
const BUSY_S = 2;

/** In how many seconds another try is worth making (RFC 9110, Retry-After), where that is known. */
export function retryAfterOf(refusal: Refusal): number | undefined {
  if (refusal.code === 'busy') return BUSY_S;
  return refusal.code === 'too-many-attempts' ? refusal.retry_after_s : undefined;
}

/** What is wrong with a mail server in one language; what the server itself said stays a quote, in whatever language it is. */
export function mailSentence(say: Say, { problem, quote }: MailProblem): string {
  const sentence = say(`mail-problem.${problem}`);
  return quote === null ? sentence : `${sentence} ${say('mail-problem.quote', { quote })}`;
}

/** What is wrong with an input, by path: the words are keys of `problem.…` in the catalogues. */
export function invalidOf(error: z.ZodError): Refusal {
  const problems = error.issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => ({ path: [...issue.path, key].join('.'), problem: 'unknown-field' }));
    return [{ path: issue.path.join('.'), problem: problemIn(issue) }];
  });
  return { code: 'invalid', problems };
}

const OWN = new Set(['email', 'unprintable', 'required', 'link', 'smtp-url']);

function problemIn(issue: z.core.$ZodIssue): string {
  if (OWN.has(issue.message)) return issue.message;
  if (issue.code === 'too_big') return 'too-long';
  // JSON has no undefined: a value that is none is a field that was left out.
  if (issue.input === undefined) return 'required';
  return 'invalid';
}
