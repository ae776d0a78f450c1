import { daysAfter } from './invitation.ts';
import type { Refusal } from './refusal.ts';
import { cleanLine } from './text.ts';

/** For how long a closed account can be reopened (P14). */
export const REOPENING_DAYS = 30;

/** When everything of an account that is closed now is erased, its invoices excepted (P14). */
export function erasedAt(closedAt: Date): Date {
  return daysAfter(closedAt, REOPENING_DAYS);
}

/** Says why an account is not closed: its name was not typed as it is written (P14). */
export function refuseClosing(companyName: string, typed: string): Refusal | undefined {
  return cleanLine(typed) === companyName ? undefined : { code: 'company-name-differs', company_name: companyName };
}
