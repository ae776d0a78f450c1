import { refusePassword, STANDARD_MINIMUM } from '@latchkey/domain/password';
import type { MessageId } from '@latchkey/messages/catalogue';
import { factsOf, type Problem } from './problem.ts';

/** How good a new password is while it is typed: 0 nothing yet, 1 refused, 2 enough, 3 good; and the sentence that says what to do. */
export type Strength = { level: 0 | 1 | 2 | 3; id: MessageId; facts: Record<string, string | number> };

/** The length from which a password counts as good, in Unicode code points. */
const GOOD = 14;

/** Judges a new password by the rule the server uses (A2); the list of leaked ones is at the server only. */
export function strengthOf(password: string): Strength {
  const refusal = refusePassword(password, false);
  if (password === '') return { level: 0, id: 'kit.password.rule', facts: { minimum: STANDARD_MINIMUM } };
  if (refusal !== undefined) return { level: 1, id: `refusal.${refusal.code}`, facts: factsOf(refusal) };
  const long = Array.from(password).length >= GOOD;
  return { level: long ? 3 : 2, id: long ? 'kit.password.good' : 'kit.password.enough', facts: {} };
}

/** What is wrong with a new password before it is sent, as the problem of its field; nothing when the server may take it. */
export function problemsOfPassword(password: string): { password?: Problem } {
  const refusal = refusePassword(password, false);
  if (refusal === undefined) return {};
  if (password === '') return { password: { id: 'problem.required' } };
  return { password: { id: `refusal.${refusal.code}`, facts: factsOf(refusal) } };
}
