import { EntryFrame } from '../kit/EntryFrame.tsx';

/** An entry page. */
export function SignInPage() {
  return <EntryFrame title="SignIn" />;
}
