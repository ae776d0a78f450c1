import { approveComputers, moveComputers, removeComputers, setOwners } from '@latchkey/contract/computer';
import { callsOf, outcomeOf, together, type BulkAnswer, type Outcome } from '../kit/bulk-lines.ts';
import { RefusedError } from '../kit/call.ts';
import type { Computer } from '../kit/computer.ts';
import { useAct } from '../kit/query.ts';
import type { Act } from './acts.ts';
import { idOf } from './question.ts';

type Result = { computer_id: string };
export type ActOutcome = Outcome<Computer, Result>;
/** An act on computers; `picked` is the group or the owner, for acts that ask for one. */
export type Wanted = { act: Act; computers: readonly Computer[]; picked: string | undefined; dryRun?: boolean };
type Perform = (computers: readonly Computer[], picked: string | undefined, dry: object) => Promise<BulkAnswer<Result>>;

/** Performs an act on computers, many at a time, or only asks what would follow from it. Throws when the server could not be reached. */
export function useActs(): (wanted: Wanted) => Promise<ActOutcome> {
  const changes = ['audit'];
  const approve = useAct(approveComputers, { changes }).actAndWait;
  const move = useAct(moveComputers, { changes }).actAndWait;
  const owner = useAct(setOwners, { changes }).actAndWait;
  const remove = useAct(removeComputers, { changes }).actAndWait;
  const performers: Record<Act, Perform> = {
    approve: (some) => approve({ body: { items: some.map(({ id }) => ({ computer_id: id })) } }),
    move: (some, picked, dry) =>
      move({ body: { items: some.map(({ id }) => ({ computer_id: id, group_id: idOf(picked) })) }, ...dry }),
    owner: (some, picked, dry) =>
      owner({ body: { items: some.map(({ id }) => ({ computer_id: id, owner_id: idOf(picked) })) }, ...dry }),
    remove: (some, _, dry) => remove({ body: { items: some.map(({ id }) => ({ computer_id: id })) }, ...dry }),
  };
  return async ({ act, computers, picked, dryRun = false }) => {
    const outcomes: ActOutcome[] = [];
    // One call after the other: each locks the account.
    for (const some of callsOf(computers))
      outcomes.push(await performOn(some, () => performers[act](some, picked, dryRun ? { dryRun } : {})));
    return together(outcomes);
  };
}

async function performOn(some: readonly Computer[], perform: () => Promise<BulkAnswer<Result>>): Promise<ActOutcome> {
  try {
    return outcomeOf(some, await perform());
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    const { refusal } = error;
    return { done: [], refused: some.map((item) => ({ item, refusal })), consequences: undefined };
  }
}
