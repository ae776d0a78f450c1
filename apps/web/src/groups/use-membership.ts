import { addGroupMembers, removeGroupMembers } from '@latchkey/contract/group';
import { useState } from 'react';
import { callsOf, outcomeOf, together, unforeseen, type RefusedLine } from '../kit/bulk-lines.ts';
import type { ConsequenceList } from '../kit/Dialog.tsx';
import type { Pick } from '../kit/picks.ts';
import { useAct } from '../kit/query.ts';
import { useSay } from '../kit/sentence.ts';
import { toastDone } from '../kit/toast.ts';
import { useAsking } from '../kit/use-asking.ts';
import { CHANGED } from './acts.ts';

type Wish = { act: 'add' | 'remove'; users: readonly Pick[] };

/** What would follow (P9): to how many it is done, who gains or loses what, and who stays and why. */
type Forecast = { count: number; consequences: ConsequenceList; kept: readonly RefusedLine<Pick>[] };

/** Who is asked about before they are put into a group or taken out of it. */
export type MembersQuestion = Wish & { forecast: Forecast | undefined; error: unknown; isActing: boolean };

const done = { add: 'groups.members.added', remove: 'groups.members.removed' } as const;

/** Asks before users are put into a group or taken out, with what follows from it; afterwards says what was done and keeps what was not. */
export function useMembership(groupId: string) {
  const say = useSay();
  const perform = usePerformed(groupId);
  const [left, setLeft] = useState<readonly RefusedLine<Pick>[]>([]);
  const asking = useAsking<Wish, Forecast>({
    foresee: async (wish) => {
      const { done: these, refused, consequences = [] } = await perform(wish, true);
      return { count: these.length, consequences, kept: refused };
    },
    isWhole: ({ users }) => users.length > 0,
  });
  const doIt = async ({ forecast, ...wish }: MembersQuestion) => {
    const outcome = await perform(wish, false);
    if (outcome.done.length > 0) toastDone(say(done[wish.act], { count: outcome.done.length }));
    setLeft(unforeseen(outcome.refused, forecast?.kept ?? []));
    return outcome.done.length > 0;
  };
  return {
    question: asking.question,
    ask: (act: Wish['act'], users: readonly Pick[]) => asking.put({ act, users }),
    /** Whether anything was done. */
    confirm: (asked: MembersQuestion) => asking.confirm(() => doIt(asked)),
    close: asking.close,
    left,
    forgetLeft: () => setLeft([]),
  };
}

/** Does it, many at a time, or only asks what would follow. */
function usePerformed(groupId: string) {
  const performers = {
    add: useAct(addGroupMembers, { changes: CHANGED }).actAndWait,
    remove: useAct(removeGroupMembers, { changes: CHANGED }).actAndWait,
  };
  return async ({ act, users }: Wish, dryRun: boolean) => {
    const outcomes = [];
    // One call after the other: each locks the account.
    for (const some of callsOf(users)) {
      const items = some.map(({ id }) => ({ group_id: groupId, member_id: id }));
      outcomes.push(outcomeOf(some, await performers[act]({ body: { items }, ...(dryRun ? { dryRun } : {}) })));
    }
    return together(outcomes);
  };
}
