import { EntryFrame } from '../kit/EntryFrame.tsx';

/** An entry page. */
export function ResetPage() {
  return <EntryFrame title="Reset" />;
}
