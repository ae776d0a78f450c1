import { previewComputerBatch, startComputerBatch } from '@latchkey/contract/batch';
import { useRef, useState } from 'react';
import { unforeseen, type RefusedLine } from '../kit/bulk-lines.ts';
import type { Computer } from '../kit/computer.ts';
import { useAct } from '../kit/query.ts';
import { useSay } from '../kit/sentence.ts';
import { toastDone } from '../kit/toast.ts';
import { isPicking, refuseApproval, type Act } from './acts.ts';
import { jobOf, type Forecast, type Question, type Which } from './question.ts';
import { useActs } from './use-acts.ts';

type Asked = Pick<Question, 'act' | 'which' | 'picked'>;

/** Asks before something is done with computers, with what follows from it (P9); afterwards tells what was done and keeps what was not. */
export function useQuestion() {
  const [question, setQuestion] = useState<Question>();
  const [left, setLeft] = useState<readonly RefusedLine<Computer>[]>([]);
  const turn = useRef(0);
  const perform = usePerformed(setLeft);
  const foresee = useForesight();
  /** Changes what was asked in a turn, unless it was closed or something else was asked meanwhile. */
  const change = (of: number, to: Partial<Question>) =>
    setQuestion((before) => (of === turn.current && before !== undefined ? { ...before, ...to } : before));
  const close = () => {
    turn.current += 1;
    setQuestion(undefined);
  };
  const put = (asked: Asked) => {
    turn.current += 1;
    const at = turn.current;
    setQuestion({ ...asked, forecast: undefined, error: undefined, isActing: false });
    if (isPicking(asked.act) && asked.picked === undefined) return;
    foresee(asked).then(
      (forecast) => change(at, { forecast }),
      (error: unknown) => change(at, { error }),
    );
  };
  /** Whether anything was done; where the server could not be asked the question stays open and says why. */
  const confirm = async (asked: Question): Promise<boolean> => {
    const at = turn.current;
    change(at, { isActing: true, error: undefined });
    try {
      const isDone = await perform(asked);
      if (at === turn.current) close();
      return isDone;
    } catch (error) {
      change(at, { isActing: false, error });
      return false;
    }
  };
  return {
    question,
    ask: (act: Act, which: Which) => put({ act, which, picked: undefined }),
    pick: (asked: Question, picked: string) => put({ act: asked.act, which: asked.which, picked }),
    confirm,
    close,
    left,
    forgetLeft: () => setLeft([]),
  };
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
