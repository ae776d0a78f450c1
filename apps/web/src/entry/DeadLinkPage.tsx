import { EntryFrame } from '../kit/EntryFrame.tsx';
import { Stack } from '../kit/Layout.tsx';
import { ButtonLink } from '../kit/Link.tsx';
import { useSay } from '../kit/sentence.ts';
import type { DeadLink } from './dead-link.ts';

/** What became of a link that does nothing any more, and the next step. */
export function DeadLinkPage({ dead }: { dead: DeadLink }) {
  const say = useSay();
  return (
    <EntryFrame title={say(dead.title)} lead={say(dead.text)}>
      <Stack>
        {dead.next === 'ask-again' ? null : (
          <ButtonLink to="/sign-in" look={dead.next === 'nothing' ? 'plain' : 'primary'} wide>
            {say('entry.to-sign-in')}
          </ButtonLink>
        )}
        {dead.next === 'ask-again' || dead.next === 'sign-in-or-ask' ? (
          <ButtonLink to="/forgot" look={dead.next === 'ask-again' ? 'primary' : 'plain'} wide>
            {say('entry.reset.ask-again')}
          </ButtonLink>
        ) : null}
      </Stack>
    </EntryFrame>
  );
}
