import { useRef, useState } from 'react';
import { unforeseen, type RefusedLine } from '../kit/bulk-lines.ts';
import type { Computer } from '../kit/computer.ts';
import { useSay } from '../kit/sentence.ts';
import { toastDone } from '../kit/toast.ts';
import { isPicking, refuseApproval, type Act } from './acts.ts';
import type { Forecast, Question } from './question.ts';
import { useActs } from './use-acts.ts';

type Asked = Pick<Question, 'act' | 'computers' | 'picked'>;

/** Asks before something is done with computers, with what follows from it (P9); afterwards tells what was done and keeps what was not. */
export function useQuestion() {
  const say = useSay();
  const [question, setQuestion] = useState<Question>();
  const [left, setLeft] = useState<readonly RefusedLine<Computer>[]>([]);
  const turn = useRef(0);
  const act = useActs();
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
      const { done, refused } = await act(asked);
      if (done.length > 0) toastDone(say(`computers.done.${asked.act}`, { count: done.length }));
      setLeft(unforeseen(refused, asked.forecast?.kept ?? []));
      if (at === turn.current) close();
      return done.length > 0;
    } catch (error) {
      change(at, { isActing: false, error });
      return false;
    }
  };
  return {
    question,
    ask: (of: Act, computers: readonly Computer[]) => put({ act: of, computers, picked: undefined }),
    pick: (asked: Question, picked: string) => put({ act: asked.act, computers: asked.computers, picked }),
    confirm,
    close,
    left,
    forgetLeft: () => setLeft([]),
  };
}

export type Asking = ReturnType<typeof useQuestion>;

/** What would follow from an act: a dry run says it, and where the API has none, the rules. */
function useForesight(): (asked: Asked) => Promise<Forecast> {
  const act = useActs();
  return async (asked) => {
    if (asked.act === 'approve') {
      const kept = asked.computers.flatMap((item) => {
        const refusal = refuseApproval(item);
        return refusal === undefined ? [] : [{ item, refusal }];
      });
      return { consequences: [], kept };
    }
    const { refused, consequences = [] } = await act({ ...asked, dryRun: true });
    return { consequences, kept: refused };
  };
}
