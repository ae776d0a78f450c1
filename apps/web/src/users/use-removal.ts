import { useRef, useState } from 'react';
import { useSay, type Say } from '../kit/sentence.ts';
import { toastDone } from '../kit/toast.ts';
import { unforeseen, type RefusedLine } from './lines.ts';
import type { User } from './list.ts';
import { useActs, type ActOutcome } from './use-acts.ts';

/** A removal that is being asked about, and then what came of it. */
export type Removal = {
  act: 'delete' | 'withdraw';
  users: readonly User[];
  /** What would follow (P9), once the dry run has answered. */
  forecast: ActOutcome | undefined;
  error: unknown;
  isActing: boolean;
};

/** Asks before users are removed, with the consequences; afterwards tells what was done and gives back what was not. */
export function useRemoval(onRefused: (lines: readonly RefusedLine<User>[]) => void) {
  const say = useSay();
  const perform = useActs();
  const [removal, setRemoval] = useState<Removal>();
  const turn = useRef(0);
  /** Changes the removal that was asked about in a turn, unless it was closed or another one opened meanwhile. */
  const change = (of: number, to: Partial<Removal>) =>
    setRemoval((before) => (of === turn.current && before !== undefined ? { ...before, ...to } : before));

  const close = () => {
    turn.current += 1;
    setRemoval(undefined);
  };
  const ask = (act: Removal['act'], users: readonly User[]) => {
    turn.current += 1;
    const asked = turn.current;
    setRemoval({ act, users, forecast: undefined, error: undefined, isActing: false });
    perform(act, users, true).then(
      (forecast) => change(asked, { forecast }),
      (error: unknown) => change(asked, { error }),
    );
  };
  const confirm = async ({ act, users, forecast }: Removal) => {
    const asked = turn.current;
    change(asked, { isActing: true, error: undefined });
    try {
      const outcome = await perform(act, users);
      if (asked === turn.current) close();
      if (outcome.done.length > 0) toastDone(doneSentence(say, outcome));
      onRefused(unforeseen(outcome.refused, forecast?.refused ?? []));
    } catch (error) {
      change(asked, { isActing: false, error });
    }
  };
  return { removal, ask, confirm, close };
}

function doneSentence(say: Say, { done }: ActOutcome): string {
  const deleted = done.filter(({ result }) => result.was === 'deleted').length;
  const withdrawn = done.length - deleted;
  const parts = [
    ...(deleted > 0 ? [say('users.done.deleted', { count: deleted })] : []),
    ...(withdrawn > 0 ? [say('users.done.withdrawn', { count: withdrawn })] : []),
  ];
  return parts.join(' ');
}
