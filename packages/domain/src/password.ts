import type { Refusal } from './refusal.ts';

/** The floor everywhere (A2, Standard). Lengths in Unicode code points. */
export const STANDARD_MINIMUM = 8;
/** Longer ones cost hashing time and help nobody. */
export const PASSWORD_MAXIMUM = 200;

/** Says why a new password is too weak for the Standard strength (A2), or nothing. `breached` comes from the offline list. */
export function refusePassword(password: string, breached: boolean): Refusal | undefined {
  const length = Array.from(password).length;
  if (length < STANDARD_MINIMUM) return { code: 'password-too-short', minimum: STANDARD_MINIMUM };
  if (length > PASSWORD_MAXIMUM) return { code: 'password-too-long', maximum: PASSWORD_MAXIMUM };
  if (!/\p{L}/u.test(password) || !/\p{N}/u.test(password)) return { code: 'password-too-simple' };
  if (breached) return { code: 'password-breached' };
  return undefined;
}
