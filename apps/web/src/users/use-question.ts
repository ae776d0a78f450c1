import { previewBatch, startBatch } from '@latchkey/contract/batch';
import { useAct } from '../kit/query.ts';
import { useErrorSentence, useSay } from '../kit/sentence.ts';
import { toastDone, toastFailed } from '../kit/toast.ts';
import { useAsking } from '../kit/use-asking.ts';
import { firstRole, isGroup, undoOf, type Act, type BatchedAct, type Viewer } from './acts.ts';
import { unforeseen, type RefusedLine } from '../kit/bulk-lines.ts';
import type { User } from './list.ts';
import { doneOf, foreseenByRules, type Forecast, type Question } from './question.ts';
import type { RoleToGive } from './RoleChoice.tsx';
import { useActs, type ActOutcome, type Wanted } from './use-acts.ts';

type Asked = Pick<Question, 'act' | 'whom' | 'role' | 'customRole' | 'group'>;
type Told = {
  viewer: Viewer;
  /** Gets those on whom nothing was done although nobody had said so before. */
  onRefused: (lines: readonly RefusedLine<User>[]) => void;
};

/** Asks before something is done with users, with what follows from it (P9); afterwards tells what was done and gives back what was not. */
export function useQuestion({ viewer, onRefused }: Told) {
  const perform = usePerformed(onRefused);
  const start = useAct(startBatch).actAndWait;
  const { question, put, confirm, close } = useAsking({ foresee: useForesight(viewer), isWhole });
  const doIt = async ({ whom, forecast, ...asked }: Question): Promise<boolean> => {
    if ('users' in whom) return (await perform({ ...asked, users: whom.users }, forecast?.kept ?? [])).done.length > 0;
    return (await start({ body: jobOf(asked, whom.filter) })).total > 0;
  };
  return {
    question,
    /** `group` is the one that is picked at first. */
    ask: (act: Act, whom: Question['whom'], group?: string) =>
      put({ act, whom, group, role: firstRole(viewer, 'users' in whom ? whom.users : []) }),
    chooseRole: ({ act, whom, group }: Question, given: RoleToGive) => put({ act, whom, group, ...given }),
    chooseGroup: ({ act, whom, role }: Question, group: string) => put({ act, whom, role, group }),
    /** Whether anything was done. */
    confirm: (asked: Question) => confirm(() => doIt(asked)),
    close,
    perform,
  };
}

type Filter = Extract<Question['whom'], { filter: unknown }>['filter'];

function jobOf({ act, role, customRole, group }: Omit<Asked, 'whom'>, filter: Filter) {
  if (isGroup(act)) return { act, filter, group_id: group };
  if (act !== 'change-role') return { act: act as BatchedAct, filter };
  return { act, filter, role, ...(customRole === undefined ? {} : { custom_role_id: customRole }) };
}

/** Where a group has to be picked nothing can be foreseen before. */
function isWhole({ act, group }: Asked): boolean {
  return !isGroup(act) || group !== undefined;
}

/** Does it at once; `told` are those of whom it was said that nothing would be done. */
export type Performed = (wanted: Wanted, told: readonly RefusedLine<User>[]) => Promise<ActOutcome>;

/** What would follow from an act: a dry run says it, a preview of the job for all that match, and where the API has neither, the rules. */
function useForesight(viewer: Viewer): (asked: Asked) => Promise<Forecast> {
  const dry = useActs();
  const preview = useAct(previewBatch).actAndWait;
  return async ({ whom, ...asked }) => {
    const { act } = asked;
    if ('filter' in whom) {
      const { matching, consequences } = await preview({ body: jobOf(asked, whom.filter) });
      return { count: matching, consequences, kept: [] };
    }
    if (act === 'send-reset' || act === 'resend') return foreseenByRules(act, viewer, whom.users);
    const { done, refused, consequences = [] } = await dry({ ...asked, users: whom.users, dryRun: true });
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
