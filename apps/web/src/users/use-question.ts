import { previewBatch, startBatch } from '@latchkey/contract/batch';
import type { GrantableRole } from '@latchkey/domain/role';
import { useAct } from '../kit/query.ts';
import { useErrorSentence, useSay } from '../kit/sentence.ts';
import { toastDone, toastFailed } from '../kit/toast.ts';
import { useAsking } from '../kit/use-asking.ts';
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
  const perform = usePerformed(onRefused);
  const start = useAct(startBatch).actAndWait;
  const { question, put, confirm, close } = useAsking({ foresee: useForesight(viewer) });
  const doIt = async ({ act, whom, role, forecast }: Question): Promise<boolean> => {
    if ('users' in whom) return (await perform({ act, role, users: whom.users }, forecast?.kept ?? [])).done.length > 0;
    return (await start({ body: jobOf(act as BatchedAct, whom.filter, role) })).total > 0;
  };
  return {
    question,
    ask: (act: Act, whom: Question['whom']) =>
      put({ act, whom, role: firstRole(viewer, 'users' in whom ? whom.users : []) }),
    chooseRole: ({ act, whom }: Question, role: GrantableRole) => put({ act, whom, role }),
    /** Whether anything was done. */
    confirm: (asked: Question) => confirm(() => doIt(asked)),
    close,
    perform,
  };
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
