import { addGroupMembers, removeGroupMembers } from '@latchkey/contract/group';
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
import { isGroup, type Act } from './acts.ts';
import { callsOf, outcomeOf, together, type BulkAnswer, type Outcome } from '../kit/bulk-lines.ts';
import type { User } from './list.ts';

type Given<I> = { body: { items: I[] }; dryRun?: boolean };
/** Deletion says of each line whether it was a deletion or a withdrawal (I11). */
type Result = { member_id: string; was?: 'deleted' | 'withdrawn' };
type Perform<I> = (given: Given<I>) => Promise<BulkAnswer<Result>>;
export type ActOutcome = Outcome<User, Result>;

/** An act on users; `role` is the one to give and only looked at by `change-role`, as `group` is by acts on one. */
export type Wanted = {
  act: Act;
  users: readonly User[];
  role: GrantableRole;
  customRole?: string | undefined;
  group?: string | undefined;
  dryRun?: boolean;
};

/** Performs an act on users, many at a time, or only asks what would follow from it. Throws when the server could not be reached. */
export function useActs(): (wanted: Wanted) => Promise<ActOutcome> {
  const changes = ['member', 'account', 'audit'];
  const inGroups = ['member', 'computer', 'session', 'audit'];
  const performers = {
    resend: useAct(resendInvitation, { changes }).actAndWait,
    withdraw: useAct(withdrawInvitation, { changes }).actAndWait,
    delete: useAct(deleteMembers, { changes: ['invitation', 'account', 'audit'] }).actAndWait,
    suspend: useAct(suspendMembers, { changes }).actAndWait,
    reinstate: useAct(reinstateMembers, { changes }).actAndWait,
    'send-reset': useAct(sendReset, { changes }).actAndWait,
    'sign-out': useAct(signOutMembers, { changes: ['session', 'audit'] }).actAndWait,
  } satisfies Partial<Record<Act, Perform<{ member_id: string }>>>;
  const giveRole: Perform<{ member_id: string; role: GrantableRole; custom_role_id: string | null }> = useAct(
    changeRoles,
    { changes },
  ).actAndWait;
  const byGroup = {
    'add-to-group': useAct(addGroupMembers, { changes: inGroups }).actAndWait,
    'remove-from-group': useAct(removeGroupMembers, { changes: inGroups }).actAndWait,
  } satisfies Partial<Record<Act, Perform<{ member_id: string; group_id: string }>>>;
  const perform = (ids: { member_id: string }[], { act, role, customRole, group = '', dryRun = false }: Wanted) => {
    const given = <I>(items: I[]): Given<I> => (dryRun ? { body: { items }, dryRun } : { body: { items } });
    if (act === 'change-role')
      return giveRole(given(ids.map((one) => ({ ...one, role, custom_role_id: customRole ?? null }))));
    if (isGroup(act)) return byGroup[act](given(ids.map((one) => ({ ...one, group_id: group }))));
    const on: Perform<{ member_id: string }> = performers[act];
    return on(given(ids));
  };
  return async (wanted) => {
    const outcomes: ActOutcome[] = [];
    // One call after the other: each locks the account.
    for (const some of callsOf(wanted.users)) {
      const ids = some.map(({ id }) => ({ member_id: id }));
      outcomes.push(await performOn(some, () => perform(ids, wanted)));
    }
    return together(outcomes);
  };
}

async function performOn(users: readonly User[], perform: () => Promise<BulkAnswer<Result>>): Promise<ActOutcome> {
  try {
    return outcomeOf(users, await perform());
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    const { refusal } = error;
    return { done: [], refused: users.map((item) => ({ item, refusal })), consequences: undefined };
  }
}
