import { resendInvitation, withdrawInvitation } from '@latchkey/contract/invitation';
import {
  changeRoles,
  deleteMembers,
  reinstateMembers,
  sendReset,
  signOutMembers,
  suspendMembers,
} from '@latchkey/contract/member';
import type { GrantableRole } from '@latchkey/domain/role';
import { RefusedError } from '../kit/call.ts';
import { useAct } from '../kit/query.ts';
import type { Act } from './acts.ts';
import { callsOf, outcomeOf, together, type BulkAnswer, type Outcome } from '../kit/bulk-lines.ts';
import type { User } from './list.ts';

type Item = { member_id: string; role: GrantableRole };
type Given = { body: { items: Item[] }; dryRun?: boolean };
/** Deletion says of each line whether it was a deletion or a withdrawal (I11). */
type Result = { member_id: string; was?: 'deleted' | 'withdrawn' };
type Perform = (given: Given) => Promise<BulkAnswer<Result>>;
export type ActOutcome = Outcome<User, Result>;

/** An act on users; `role` is the one to give and only looked at by `change-role`. */
export type Wanted = { act: Act; users: readonly User[]; role: GrantableRole; dryRun?: boolean };

/** Performs an act on users, many at a time, or only asks what would follow from it. Throws when the server could not be reached. */
export function useActs(): (wanted: Wanted) => Promise<ActOutcome> {
  const changes = ['member', 'account', 'audit'];
  const performers: Record<Act, Perform> = {
    resend: onIds(useAct(resendInvitation, { changes }).actAndWait),
    withdraw: onIds(useAct(withdrawInvitation, { changes }).actAndWait),
    delete: onIds(useAct(deleteMembers, { changes: ['invitation', 'account', 'audit'] }).actAndWait),
    suspend: onIds(useAct(suspendMembers, { changes }).actAndWait),
    reinstate: onIds(useAct(reinstateMembers, { changes }).actAndWait),
    'send-reset': onIds(useAct(sendReset, { changes }).actAndWait),
    'sign-out': onIds(useAct(signOutMembers, { changes: ['session', 'audit'] }).actAndWait),
    'change-role': useAct(changeRoles, { changes }).actAndWait,
  };
  return async ({ act, users, role, dryRun = false }) => {
    const outcomes: ActOutcome[] = [];
    // One call after the other: each locks the account.
    for (const some of callsOf(users)) {
      const items = some.map(({ id }) => ({ member_id: id, role }));
      outcomes.push(await performOn(some, performers[act], dryRun ? { body: { items }, dryRun } : { body: { items } }));
    }
    return together(outcomes);
  };
}

type OnIds = (given: { body: { items: { member_id: string }[] }; dryRun?: boolean }) => Promise<BulkAnswer<Result>>;

function onIds(perform: OnIds): Perform {
  return ({ body, ...rest }) =>
    perform({ ...rest, body: { items: body.items.map(({ member_id }) => ({ member_id })) } });
}

async function performOn(users: readonly User[], perform: Perform, given: Given): Promise<ActOutcome> {
  try {
    return outcomeOf(users, await perform(given));
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    const { refusal } = error;
    return { done: [], refused: users.map((item) => ({ item, refusal })), consequences: undefined };
  }
}
