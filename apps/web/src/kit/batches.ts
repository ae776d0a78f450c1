import type { listBatches } from '@latchkey/contract/batch';
import type { Reply } from '@latchkey/contract/operation';

/** A job over all that matched, as the API tells of it. */
export type Batch = Reply<typeof listBatches>['items'][number];
type Reason = Batch['refusals'][number];

/** Which jobs are shown: those under way, and what came of others until that was hidden. */
export function shownOf(batches: readonly Batch[], hidden: ReadonlySet<string>): Batch[] {
  return batches.filter(({ id, state }) => state === 'running' || !hidden.has(id));
}

/** How many lines a job has worked through, done or refused. */
export function workedOf({ done, refused }: Pick<Batch, 'done' | 'refused'>): number {
  return done + refused;
}

/** How many of a reason's users or computers are not named. */
export function unnamedOf({ count, first }: Reason): number {
  return Math.max(0, count - first.length);
}

/** The ids of hidden results as this browser remembers them. */
export function hiddenIn(text: string | undefined): ReadonlySet<string> {
  return new Set((text ?? '').split(' ').filter((id) => id !== ''));
}

/** What to remember once another result is hidden: those that are told of no more are forgotten. */
export function hiddenAfter(hidden: ReadonlySet<string>, id: string, batches: readonly Batch[]): string {
  return batches
    .map((batch) => batch.id)
    .filter((one) => one === id || hidden.has(one))
    .join(' ');
}
