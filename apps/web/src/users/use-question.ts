import { previewBatch, startBatch } from '@latchkey/contract/batch';
import type { GrantableRole } from '@latchkey/domain/role';
import { useRef, useState } from 'react';
import { useAct } from '../kit/query.ts';
import { useErrorSentence, useSay } from '../kit/sentence.ts';
import { toastDone, toastFailed } from '../kit/toast.ts';
import { firstRole, undoOf, type Act, type BatchedAct, type Viewer } from './acts.ts';
import { unforeseen, type RefusedLine } from '../kit/bulk-lines.ts';
import type { User } from './list.ts';
import { doneOf, foreseenByRules, type Forecast, type Question } from './question.ts';
import { useActs, type ActOutcome, type Wanted } from './use-acts.ts';

type Asked = Pick<Question, 'act' | 'whom' | 'role'>;
type Told = {
  viewer: Viewer;
  /** Gets those on whom nothing was done although nobody had said so before. */
  onRefused: (lines: readonly RefusedLine<User>[]) => void;
};

/** Asks before something is done with users, with what follows from it (P9); afterwards tells what was done and gives back what was not. */
export function useQuestion({ viewer, onRefused }: Told) {
  const [question, setQuestion] = useState<Question>();
  const turn = useRef(0);
  const foresee = useForesight(viewer);
  const perform = usePerformed(onRefused);
  const start = useAct(startBatch).actAndWait;
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
    foresee(asked).then(
      (forecast) => change(at, { forecast }),
      (error: unknown) => change(at, { error }),
    );
  };
  const ask = (act: Act, whom: Question['whom']) =>
    put({ act, whom, role: firstRole(viewer, 'users' in whom ? whom.users : []) });
  /** Whether anything was done; where the server could not be asked the question stays open and says why. */
  const confirm = async ({ act, whom, role, forecast }: Question): Promise<boolean> => {
    const at = turn.current;
    change(at, { isActing: true, error: undefined });
    try {
      const isDone =
        'users' in whom
          ? (await perform({ act, role, users: whom.users }, forecast?.kept ?? [])).done.length > 0
          : (await start({ body: jobOf(act as BatchedAct, whom.filter, role) })).total > 0;
      if (at === turn.current) close();
      return isDone;
    } catch (error) {
      change(at, { isActing: false, error });
      return false;
    }
  };
  const chooseRole = (asked: Question, role: GrantableRole) => put({ act: asked.act, whom: asked.whom, role });
  return { question, ask, confirm, chooseRole, close, perform };
}

type Filter = Extract<Question['whom'], { filter: unknown }>['filter'];

function jobOf(act: BatchedAct, filter: Filter, role: GrantableRole) {
  return act === 'change-role' ? { act, filter, role } : { act, filter };
}

/** Does it at once; `told` are those of whom it was said that nothing would be done. */
export type Performed = (wanted: Wanted, told: readonly RefusedLine<User>[]) => Promise<ActOutcome>;

/** What would follow from an act: a dry run says it, a preview of the job for all that match, and where the API has neither, the rules. */
function useForesight(viewer: Viewer): (asked: Asked) => Promise<Forecast> {
  const dry = useActs();
  const preview = useAct(previewBatch).actAndWait;
  return async ({ act, whom, role }) => {
    if ('filter' in whom) {
      const { matching, consequences } = await preview({ body: jobOf(act as BatchedAct, whom.filter, role) });
      return { count: matching, consequences, kept: [] };
    }
    if (act === 'send-reset' || act === 'resend') return foreseenByRules(act, viewer, whom.users);
    const { done, refused, consequences = [] } = await dry({ act, role, users: whom.users, dryRun: true });
    return { count: done.length, consequences, kept: [...refused] };
  };
}

/** Does it at once and says what was done, with the way back where there is one. */
function usePerformed(onRefused: Told['onRefused']): Performed {
  const say = useSay();
  const sentence = useErrorSentence();
  const act = useActs();
  const perform: Performed = async (wanted, told) => {
    const outcome = await act(wanted);
    if (outcome.done.length > 0) toastDone(doneSentence(outcome, wanted.act), wayBack(outcome, wanted));
    onRefused(unforeseen(outcome.refused, told));
    return outcome;
  };
  const doneSentence = ({ done }: ActOutcome, of: Act) =>
    doneOf(
      of,
      done.map(({ result }) => result.was),
    )
      .map(({ id, count }) => say(id, { count }))
      .join(' ');
  const wayBack = ({ done }: ActOutcome, { act: of, role }: Wanted) => {
    const back = undoOf(of);
    if (back === undefined) return undefined;
    const users = done.map(({ item }) => item);
    const go = () => {
      act({ act: back, role, users }).then(
        (outcome) => {
          if (outcome.done.length > 0) toastDone(doneSentence(outcome, back));
          onRefused(outcome.refused);
        },
        (error: unknown) => toastFailed(sentence(error)),
      );
    };
    return { label: say(`users.bulk.${back}`, { count: users.length }), act: go };
  };
  return perform;
}
