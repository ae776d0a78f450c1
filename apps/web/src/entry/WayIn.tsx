import { signOut } from '@latchkey/contract/person';
import { Button } from '../kit/Button.tsx';
import { Stack, Text } from '../kit/Layout.tsx';
import { useNavigation } from '../kit/navigation.ts';
import { Notice } from '../kit/Notice.tsx';
import { useAct } from '../kit/query.ts';
import { useErrorSentence, useSay } from '../kit/sentence.ts';
import { useMe } from '../kit/session.ts';
import { NewPersonForm } from './NewPersonForm.tsx';
import { landing } from './landing.ts';
import type { Acceptance, Opened } from './offers.ts';
import { SignInForm } from './SignInForm.tsx';

type WayInProps = {
  link: string;
  opened: Opened;
  acceptance: Acceptance;
  /** Something changed meanwhile: read the offer again. */
  onStale: () => void;
};

/** How this reader can accept: as a new person, by signing in, with one button, or by first signing out (I4, I5). */
export function WayIn(props: WayInProps) {
  const { signed_in_as: signedInAs, has_person: hasPerson } = props.opened;
  if (signedInAs === 'other') return <SomebodyElse {...props} />;
  if (signedInAs !== 'nobody') return <Confirm {...props} />;
  if (hasPerson) return <SignInFirst {...props} />;
  return <NewPersonForm {...props} />;
}

function useAccept({ link, acceptance, onStale }: WayInProps) {
  const { enter } = useNavigation();
  const accepting = useAct(acceptance.accept, { changes: ['person'], onDone: (accepted) => enter(landing(accepted)) });
  const accept = () => accepting.actAndWait({ body: { link } }).then(() => {}, onStale);
  return { accept, isAccepting: accepting.isActing, error: accepting.error };
}

function Confirm(props: WayInProps) {
  const say = useSay();
  const sentence = useErrorSentence();
  const { accept, isAccepting, error } = useAccept(props);
  const { opened, acceptance } = props;
  return (
    <Stack>
      {error ? (
        <Notice tone="bad" urgent>
          {sentence(error)}
        </Notice>
      ) : null}
      <Text>{say(acceptance.confirm, { email: opened.email })}</Text>
      <Button look="primary" wide busy={isAccepting} onClick={() => void accept()}>
        {say(acceptance.submit)}
      </Button>
    </Stack>
  );
}

function SignInFirst(props: WayInProps) {
  const say = useSay();
  const { accept } = useAccept(props);
  const { opened, acceptance } = props;
  return (
    <Stack>
      <Text dim>{say(acceptance.signIn)}</Text>
      <SignInForm email={opened.email} submit={say(acceptance.signInSubmit)} onDone={accept} />
    </Stack>
  );
}

function SomebodyElse({ opened, acceptance, onStale }: WayInProps) {
  const say = useSay();
  const sentence = useErrorSentence();
  const me = useMe();
  const leaving = useAct(signOut, { onDone: onStale });
  return (
    <Stack>
      <Notice tone="warn" title={say('entry.other.title')}>
        {say(acceptance.other, { email: opened.email, me: me?.email ?? '' })}
      </Notice>
      {leaving.error ? (
        <Notice tone="bad" urgent>
          {sentence(leaving.error)}
        </Notice>
      ) : null}
      <Button look="primary" wide busy={leaving.isActing} onClick={() => leaving.act({})}>
        {say('entry.other.submit')}
      </Button>
    </Stack>
  );
}
