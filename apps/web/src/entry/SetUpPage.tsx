import { EntryFrame } from '../kit/EntryFrame.tsx';

/** An entry page. */
export function SetUpPage() {
  return <EntryFrame title="SetUp" />;
}
