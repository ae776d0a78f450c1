import type { RefusedLine } from '../kit/bulk-lines.ts';
import { RefusedDialog } from '../kit/RefusedLines.tsx';
import { useSay } from '../kit/sentence.ts';
import { nameOf, type User } from './list.ts';

/** Says of users on whom nothing was done why not. */
export function LeftUsers({ lines, onClose }: { lines: readonly RefusedLine<User>[]; onClose: () => void }) {
  const say = useSay();
  return <RefusedDialog what={say('users.report.user')} lines={lines} nameOf={nameOf} onClose={onClose} />;
}
