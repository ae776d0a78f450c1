import { EntryFrame } from '../kit/EntryFrame.tsx';
import { Link } from '../kit/Link.tsx';
import { useNavigation, useNext } from '../kit/navigation.ts';
import { useSay } from '../kit/sentence.ts';
import { useInstallation } from '../kit/session.ts';
import { SignInForm } from './SignInForm.tsx';

/** Signing in with address and password. */
export function SignInPage() {
  const say = useSay();
  const next = useNext();
  const isSignUpOpen = useInstallation()?.sign_up === true;
  const { goOn } = useNavigation();
  return (
    <EntryFrame
      title={say('entry.sign-in.title')}
      lead={next === undefined ? undefined : say('entry.sign-in.next')}
      below={
        <>
          <p>
            <Link to="/forgot">{say('entry.sign-in.forgot')}</Link>
          </p>
          {isSignUpOpen ? (
            <p>
              <Link to="/sign-up">{say('entry.sign-in.sign-up')}</Link>
            </p>
          ) : (
            <p>{say('entry.sign-in.no-account')}</p>
          )}
          <p>
            <Link to="/help">{say('kit.menu.help')}</Link>
          </p>
        </>
      }
    >
      <SignInForm submit={say('entry.sign-in.submit')} onDone={() => goOn(next)} />
    </EntryFrame>
  );
}
