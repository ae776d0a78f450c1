const STEPS = [
  { unit: 'second', ms: 1000, below: 60 },
  { unit: 'minute', ms: 60_000, below: 60 },
  { unit: 'hour', ms: 3_600_000, below: 24 },
  { unit: 'day', ms: 86_400_000, below: 30 },
  { unit: 'month', ms: 2_629_800_000, below: 12 },
  { unit: 'year', ms: 31_557_600_000, below: Infinity },
] as const;

/** A span of time, in milliseconds, rounded to the largest unit that a person would count it in; negative for the past. */
export function distance(ms: number): { value: number; unit: (typeof STEPS)[number]['unit'] } {
  const step = STEPS.find(({ ms: size, below }) => Math.round(Math.abs(ms) / size) < below) ?? STEPS[5];
  // Rounded without its sign, so that half a day is the same whether it is over or ahead.
  const value = Math.sign(ms) * Math.round(Math.abs(ms) / step.ms);
  // There is no minus zero in a sentence.
  return { value: value === 0 ? 0 : value, unit: step.unit };
}
