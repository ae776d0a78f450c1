import { Page } from '../kit/Page.tsx';
import { useSay } from '../kit/sentence.ts';
import { useMe } from '../kit/session.ts';
import { Skeleton } from '../kit/States.tsx';
import { Addresses } from './Addresses.tsx';
import { PasswordForm } from './PasswordForm.tsx';
import { SignIns } from './SignIns.tsx';

/** Sign-in & security: the password, the addresses, and where one is signed in (A5, P10). */
export function SecurityPage() {
  const say = useSay();
  const me = useMe();
  return (
    <Page title={say('person.security')} lead={say('person.security.lead')} narrow>
      {me === undefined ? (
        <Skeleton lines={8} />
      ) : (
        <>
          <PasswordForm email={me.email} />
          <Addresses me={me} />
          <SignIns />
        </>
      )}
    </Page>
  );
}
