/** What the list can be narrowed to: all acts of one noun. */
export const SUBJECTS = [
  'invitation',
  'member',
  'group',
  'role',
  'account',
  'handover',
  'token',
  'computer',
  'session',
  'batch',
  'person',
] as const;
/** How far back it looks, in days. */
export const PERIODS = ['1', '7', '30', '365'] as const;

/** How the list stands, in the address of the page (N1). */
export const activityList = { filters: { subject: SUBJECTS, period: PERIODS } } as const;

const DAY_MS = 86_400_000;

/** The question to the server: of the subjects and periods that are chosen the first, since the list answers one at a time. */
export function queryOf(
  chosen: { subject: readonly string[]; period: readonly string[] },
  of: { actor?: string | undefined; target?: string | undefined },
  now: number,
): Record<string, string> {
  const [subject] = chosen.subject;
  const [days] = chosen.period;
  return {
    ...(subject === undefined ? {} : { act: subject }),
    ...(days === undefined ? {} : { from: new Date(dayOf(now) - (Number(days) - 1) * DAY_MS).toISOString() }),
    ...(of.actor === undefined ? {} : { actor_id: of.actor }),
    ...(of.target === undefined ? {} : { target_id: of.target }),
  };
}

/** The beginning of a day, so that the same question is asked all day long and its answer is remembered. */
function dayOf(now: number): number {
  return new Date(now).setHours(0, 0, 0, 0);
}
