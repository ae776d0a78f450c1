import { EntryFrame } from '../kit/EntryFrame.tsx';

/** An entry page. */
export function InvitationPage() {
  return <EntryFrame title="Invitation" />;
}
