import { previewComputerBatch, startComputerBatch } from '@latchkey/contract/batch';
import { useState } from 'react';
import { unforeseen, type RefusedLine } from '../kit/bulk-lines.ts';
import type { Computer } from '../kit/computer.ts';
import { useAct } from '../kit/query.ts';
import { useSay } from '../kit/sentence.ts';
import { toastDone } from '../kit/toast.ts';
import { useAsking } from '../kit/use-asking.ts';
import { isPicking, refuseApproval, type Act } from './acts.ts';
import { jobOf, type Forecast, type Question, type Which } from './question.ts';
import { useActs } from './use-acts.ts';

type Asked = Pick<Question, 'act' | 'which' | 'picked'>;

/** Asks before something is done with computers, with what follows from it (P9); afterwards tells what was done and keeps what was not. */
export function useQuestion() {
  const [left, setLeft] = useState<Left>([]);
  const perform = usePerformed(setLeft);
  const asking = useAsking({ foresee: useForesight(), isWhole: isPicked });
  return {
    question: asking.question,
    ask: (act: Act, which: Which) => asking.put({ act, which, picked: undefined }),
    pick: ({ act, which }: Question, picked: string) => asking.put({ act, which, picked }),
    /** Whether anything was done. */
    confirm: (asked: Question) => asking.confirm(() => perform(asked)),
    close: asking.close,
    left,
    forgetLeft: () => setLeft([]),
  };
}

/** Where a group or an owner has to be picked nothing can be foreseen before. */
function isPicked({ act, picked }: Asked): boolean {
  return !isPicking(act) || picked !== undefined;
}

export type Asking = ReturnType<typeof useQuestion>;

type Left = readonly RefusedLine<Computer>[];

/** Does it, or starts the job that does; whether anything is done. What is left as it was is given to `onLeft`. */
function usePerformed(onLeft: (left: Left) => void): (asked: Question) => Promise<boolean> {
  const say = useSay();
  const act = useActs();
  const start = useAct(startComputerBatch).actAndWait;
  return async ({ act: of, which, picked, forecast }) => {
    if ('filter' in which) return (await start({ body: jobOf(of, which.filter, picked) })).total > 0;
    const { done, refused } = await act({ act: of, computers: which.computers, picked });
    if (done.length > 0) toastDone(say(`computers.done.${of}`, { count: done.length }));
    onLeft(unforeseen(refused, forecast?.kept ?? []));
    return done.length > 0;
  };
}

/** What would follow from an act: a dry run says it, a preview of the job for all that match, and where the API has neither, the rules. */
function useForesight(): (asked: Asked) => Promise<Forecast> {
  const dry = useActs();
  const preview = useAct(previewComputerBatch).actAndWait;
  return async ({ act, which, picked }) => {
    if ('filter' in which) {
      const { matching, consequences } = await preview({ body: jobOf(act, which.filter, picked) });
      return { count: matching, consequences, kept: [] };
    }
    const { computers } = which;
    if (act === 'approve') return foreseenApproval(computers);
    const { done, refused, consequences = [] } = await dry({ act, computers, picked, dryRun: true });
    return { count: done.length, consequences, kept: refused };
  };
}

function foreseenApproval(computers: readonly Computer[]): Forecast {
  const kept = computers.flatMap((item) => {
    const refusal = refuseApproval(item);
    return refusal === undefined ? [] : [{ item, refusal }];
  });
  return { count: computers.length - kept.length, consequences: [], kept };
}
