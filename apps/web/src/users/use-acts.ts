import { resendInvitation, withdrawInvitation } from '@latchkey/contract/invitation';
import { deleteMembers } from '@latchkey/contract/member';
import { RefusedError } from '../kit/call.ts';
import { useAct } from '../kit/query.ts';
import { callsOf, outcomeOf, together, type BulkAnswer, type Outcome } from './lines.ts';
import type { Act, User } from './list.ts';

type Given = { body: { items: { member_id: string }[] }; dryRun?: boolean };
/** Deletion says of each line whether it was a deletion or a withdrawal (I11). */
type Result = { member_id: string; was?: 'deleted' | 'withdrawn' };
type Perform = (given: Given) => Promise<BulkAnswer<Result>>;
export type ActOutcome = Outcome<User, Result>;

/** Performs an act on users, many at a time, or only asks what would follow from it. Throws when the server could not be reached. */
export function useActs(): (act: Act, users: readonly User[], dryRun?: boolean) => Promise<ActOutcome> {
  const changes = ['member', 'account'];
  const performers: Record<Act, Perform> = {
    resend: useAct(resendInvitation, { changes }).actAndWait,
    withdraw: useAct(withdrawInvitation, { changes }).actAndWait,
    delete: useAct(deleteMembers, { changes: ['invitation', 'account'] }).actAndWait,
  };
  return async (act, users, dryRun = false) => {
    const outcomes: ActOutcome[] = [];
    // One call after the other: each locks the account.
    for (const some of callsOf(users)) outcomes.push(await performOn(some, performers[act], dryRun));
    return together(outcomes);
  };
}

async function performOn(users: readonly User[], perform: Perform, dryRun: boolean): Promise<ActOutcome> {
  const items = users.map(({ id }) => ({ member_id: id }));
  try {
    return outcomeOf(users, await perform(dryRun ? { body: { items }, dryRun } : { body: { items } }));
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    const { refusal } = error;
    return { done: [], refused: users.map((item) => ({ item, refusal })), consequences: undefined };
  }
}
