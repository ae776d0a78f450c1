import { EntryFrame } from '../kit/EntryFrame.tsx';

/** An entry page. */
export function ForgotPage() {
  return <EntryFrame title="Forgot" />;
}
