import type { MenuEntry } from '../kit/MenuEntries.tsx';
import type { List } from '../kit/query.ts';
import { sentenceOf, useErrorSentence, useSay } from '../kit/sentence.ts';
import { toastFailed } from '../kit/toast.ts';
import type { Selection } from '../kit/use-selection.ts';
import { WholeBar } from '../kit/WholeBar.tsx';
import { actsOnAll, bulkActs, type Act, type Viewer } from './acts.ts';
import { icons } from './act-icons.ts';
import { filterOf, type User, type UsersList } from './list.ts';
import type { Total, Whom } from './question.ts';
import type { Performed } from './use-question.ts';
import { useCopy } from './use-copy.ts';

type BarProps = {
  state: UsersList;
  viewer: Viewer;
  selection: Selection;
  list: List<User>;
  ask: (act: Act, whom: Whom, group?: string) => void;
  perform: Performed;
};

/** What can be done with the chosen users; once all on the screen are chosen, also with all that match. */
export function UsersBar({ state, viewer, selection, list, ask, perform }: BarProps) {
  const say = useSay();
  const actsOnWhole = (total: Total) =>
    actsOnAll(viewer, state.filters.status).map((act) => ({
      key: act,
      icon: icons[act],
      label: say(`users.short.${act}`),
      danger: act === 'delete',
      onPick: () => ask(act, { filter: filterOf(state), total }, groupOf(act, state)),
    }));
  return (
    <WholeBar
      {...{ selection, list, actsOnWhole }}
      whole={JSON.stringify(filterOf(state))}
      acts={useBulkEntries({ state, viewer, selection, list, ask, perform })}
    />
  );
}

/** What is offered on the chosen rows, and copying their addresses. */
function useBulkEntries({ state, viewer, selection, list, ask, perform }: BarProps): MenuEntry[] {
  const say = useSay();
  const sentence = useErrorSentence();
  const copy = useCopy();
  const chosen = list.rows.filter(({ id }) => selection.ids.has(id));
  // Sending an invitation again takes nothing from anybody, so it is not asked about.
  const resend = (users: readonly User[]) => {
    const invited = users.filter(({ status }) => status === 'invited');
    perform({ act: 'resend', users: invited, role: 'member' }, []).catch((error: unknown) =>
      toastFailed(sentence(error)),
    );
  };
  const offered = bulkActs(viewer, chosen).map(({ act, users, refusal }) => ({
    key: act,
    icon: icons[act],
    label: say(`users.short.${act}`),
    danger: act === 'delete' || act === 'withdraw',
    refused: refusal === undefined ? undefined : sentenceOf(say, refusal),
    onPick: () => (act === 'resend' ? resend(users) : ask(act, { users }, groupOf(act, state))),
  }));
  return [...offered, { key: 'copy', icon: 'copy', label: say('users.short.copy'), onPick: () => copy(chosen) }];
}

/** The group that is picked at first: who looks at one takes users out of that one. */
function groupOf(act: Act, { group }: UsersList): string | undefined {
  return act === 'remove-from-group' ? group : undefined;
}
