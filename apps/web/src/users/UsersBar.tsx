import { useState } from 'react';
import { BulkBar } from '../kit/BulkBar.tsx';
import { Button } from '../kit/Button.tsx';
import type { List } from '../kit/query.ts';
import { sentenceOf, useErrorSentence, useSay } from '../kit/sentence.ts';
import { toastFailed } from '../kit/toast.ts';
import type { Selection } from '../kit/use-selection.ts';
import { actsOnAll, bulkActs, type Act, type BulkOffer, type Viewer } from './acts.ts';
import { icons } from './act-icons.ts';
import { filterOf, type User, type UsersList } from './list.ts';
import type { Whom } from './question.ts';
import type { Performed } from './use-question.ts';
import { useCopy } from './use-copy.ts';

type BarProps = {
  state: UsersList;
  viewer: Viewer;
  selection: Selection;
  list: List<User>;
  ask: (act: Act, whom: Whom) => void;
  perform: Performed;
};

/** What can be done with the chosen users; once all on the screen are chosen, also with all that match. */
export function UsersBar({ state, viewer, selection, list, ask, perform }: BarProps) {
  const say = useSay();
  const copy = useCopy();
  const chosen = list.rows.filter(({ id }) => selection.ids.has(id));
  const whole = JSON.stringify(filterOf(state));
  // Another filter is another whole, and a row that is taken out of the selection ends it.
  const [allOf, setAllOf] = useState<string>();
  const { total } = list;
  const mayHaveAll = selection.extent === 'all' && list.hasMore && total !== undefined;
  if (mayHaveAll && allOf === whole) {
    return (
      <BulkBar
        selection={selection}
        said={say(total.more ? 'users.all.selected-more' : 'users.all.selected', { count: total.count })}
      >
        {actsOnAll(viewer, state.filters.status).map((act) => (
          <Button key={act} small icon={icons[act]} onClick={() => ask(act, { filter: filterOf(state), total })}>
            {say(`users.short.${act}`)}
          </Button>
        ))}
      </BulkBar>
    );
  }
  return (
    <BulkBar selection={selection}>
      {mayHaveAll ? (
        <Button small look="quiet" icon="check" onClick={() => setAllOf(whole)}>
          {say(total.more ? 'users.all.select-more' : 'users.all.select', { count: total.count })}
        </Button>
      ) : null}
      {bulkActs(viewer, chosen).map((offer) => (
        <OfferButton key={offer.act} offer={offer} ask={ask} perform={perform} />
      ))}
      <Button small icon="copy" onClick={() => copy(chosen)}>
        {say('users.short.copy')}
      </Button>
    </BulkBar>
  );
}

type OfferProps = Pick<BarProps, 'ask' | 'perform'> & { offer: BulkOffer };

function OfferButton({ offer, ask, perform }: OfferProps) {
  const say = useSay();
  const sentence = useErrorSentence();
  const { act, users, refusal } = offer;
  // Sending an invitation again takes nothing from anybody, so it is not asked about.
  const resend = () => {
    const invited = users.filter(({ status }) => status === 'invited');
    perform({ act, users: invited, role: 'member' }, []).catch((error: unknown) => toastFailed(sentence(error)));
  };
  return (
    <Button
      small
      icon={icons[act]}
      refused={refusal === undefined ? undefined : sentenceOf(say, refusal)}
      onClick={() => (act === 'resend' ? resend() : ask(act, { users }))}
    >
      {say(`users.short.${act}`)}
    </Button>
  );
}
