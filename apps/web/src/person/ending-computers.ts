/** What of computers ends with a membership, as the API counts it. */
export type Counts = { computers: number; access_codes: number; sessions: number };

/** What of it there is, the heaviest first. */
export function endingsOf(counts: Counts): { key: keyof Counts; count: number }[] {
  const keys = ['computers', 'access_codes', 'sessions'] as const;
  return keys.map((key) => ({ key, count: counts[key] })).filter(({ count }) => count > 0);
}
