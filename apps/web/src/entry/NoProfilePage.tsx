import { EntryFrame } from '../kit/EntryFrame.tsx';

/** An entry page. */
export function NoProfilePage() {
  return <EntryFrame title="NoProfile" />;
}
