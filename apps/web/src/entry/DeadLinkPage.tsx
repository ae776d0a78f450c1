import { EntryFrame } from '../kit/EntryFrame.tsx';
import { ButtonLink } from '../kit/Link.tsx';
import { useSay } from '../kit/sentence.ts';
import type { DeadLink } from './dead-link.ts';

/** What became of a link that does nothing any more, and the next step. */
export function DeadLinkPage({ dead }: { dead: DeadLink }) {
  const say = useSay();
  return (
    <EntryFrame title={say(dead.title)} lead={say(dead.text)}>
      {dead.next === 'ask-again' ? (
        <ButtonLink to="/forgot" look="primary" wide>
          {say('entry.reset.ask-again')}
        </ButtonLink>
      ) : (
        <ButtonLink to="/sign-in" look={dead.next === 'sign-in' ? 'primary' : 'plain'} wide>
          {say('entry.to-sign-in')}
        </ButtonLink>
      )}
    </EntryFrame>
  );
}
