import type { Refusal } from './refusal.ts';

/** What an operator tells everybody about, the gravest first (O2). */
export const noticeKinds = ['outage', 'maintenance', 'information'] as const;
export type NoticeKind = (typeof noticeKinds)[number];

/** How a notice stands: to be shown later, shown to everybody now, or no longer shown. */
export const noticeStates = ['planned', 'shown', 'over'] as const;
export type NoticeState = (typeof noticeStates)[number];

/** The most characters a notice has: it is a banner, not an article. */
export const LONGEST_NOTICE = 500;

export type NoticeTimes = { starts_at: Date | null; ends_at: Date | null };

/** Says why a notice makes no sense at these times, or nothing when it may be posted: it must end after it begins, and after now (O2). */
export function refuseNotice({ starts_at, ends_at }: NoticeTimes, now: Date): Refusal | undefined {
  if (ends_at === null || (ends_at > now && (starts_at === null || ends_at > starts_at))) return undefined;
  return { code: 'invalid', problems: [{ path: 'ends_at', problem: 'invalid' }] };
}
