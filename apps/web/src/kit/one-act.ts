import type { Refusal } from '@latchkey/domain/refusal';
import { outcomeOf, type BulkAnswer } from './bulk-lines.ts';
import { RefusedError } from './call.ts';
import type { ConsequenceList } from './Dialog.tsx';

/** Performs an operation that takes many, as `useAct` gives it. */
export type Perform<I> = (given: { body: { items: I[] }; dryRun?: boolean }) => Promise<BulkAnswer<unknown>>;

/** Does one thing, or only asks what would follow from it. Throws what a call throws, also for the one line. */
export async function doOne<I>(perform: Perform<I>, item: I, dryRun: boolean): Promise<ConsequenceList> {
  const answer = await perform({ body: { items: [item] }, ...(dryRun ? { dryRun } : {}) });
  const [refused] = outcomeOf([item], answer).refused;
  if (refused !== undefined) throw new RefusedError(refused.refusal satisfies Refusal);
  return answer.consequences ?? [];
}
