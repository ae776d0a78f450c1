import { acceptInvitation } from '@latchkey/contract/invitation';
import { signOut } from '@latchkey/contract/person';
import { Button } from '../kit/Button.tsx';
import { Stack, Text } from '../kit/Layout.tsx';
import { useNavigation } from '../kit/navigation.ts';
import { Notice } from '../kit/Notice.tsx';
import { useAct } from '../kit/query.ts';
import { useErrorSentence, useSay } from '../kit/sentence.ts';
import { useMe } from '../kit/session.ts';
import type { Opened } from './InvitationPage.tsx';
import { NewPersonForm } from './NewPersonForm.tsx';
import { SignInForm } from './SignInForm.tsx';

type WayInProps = {
  link: string;
  opened: Opened;
  /** Something changed meanwhile: read the invitation again. */
  onStale: () => void;
};

/** How this reader can accept: as a new person, by signing in, with one button, or by first signing out (I4, I5). */
export function WayIn(props: WayInProps) {
  const { opened } = props;
  if (opened.signed_in_as === 'other') return <SomebodyElse {...props} />;
  if (opened.signed_in_as === 'invited') return <Confirm {...props} />;
  if (opened.has_person) return <SignInFirst {...props} />;
  return <NewPersonForm {...props} />;
}

function useAccept({ link, onStale }: WayInProps) {
  const { enter } = useNavigation();
  const accepting = useAct(acceptInvitation, { changes: ['person'], onDone: ({ account_id }) => enter(account_id) });
  const accept = () => accepting.actAndWait({ body: { link } }).then(() => {}, onStale);
  return { accept, isAccepting: accepting.isActing, error: accepting.error };
}

function Confirm(props: WayInProps) {
  const say = useSay();
  const sentence = useErrorSentence();
  const { accept, isAccepting, error } = useAccept(props);
  return (
    <Stack>
      {error ? (
        <Notice tone="bad" urgent>
          {sentence(error)}
        </Notice>
      ) : null}
      <Text>{say('entry.accept.confirm', { email: props.opened.email })}</Text>
      <Button look="primary" wide busy={isAccepting} onClick={() => void accept()}>
        {say('entry.accept.submit')}
      </Button>
    </Stack>
  );
}

function SignInFirst(props: WayInProps) {
  const say = useSay();
  const { accept } = useAccept(props);
  return (
    <Stack>
      <Text dim>{say('entry.accept.sign-in')}</Text>
      <SignInForm email={props.opened.email} submit={say('entry.accept.sign-in.submit')} onDone={accept} />
    </Stack>
  );
}

function SomebodyElse({ opened, onStale }: WayInProps) {
  const say = useSay();
  const sentence = useErrorSentence();
  const me = useMe();
  const leaving = useAct(signOut, { onDone: onStale });
  return (
    <Stack>
      <Notice tone="warn" title={say('entry.other.title')}>
        {say('entry.other.text', { email: opened.email, me: me?.email ?? '' })}
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
