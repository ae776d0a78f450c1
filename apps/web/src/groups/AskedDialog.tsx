import type { Act } from './acts.ts';
import { DeleteDialog, MoveDialog, NewDialog, RenameDialog, type Named } from './GroupDialogs.tsx';

/** What is being asked about a group before it is done. */
export type Asked = { act: Act; group: Named & { version: number } };

type AskedProps = {
  asked: Asked;
  onMade?: (parentId: string | null) => void;
  onGone?: () => Promise<void>;
  onClose: () => void;
};

/** The dialog of an act on a group. */
export function AskedDialog({ asked: { act, group }, onClose, ...after }: AskedProps) {
  if (act === 'new')
    return <NewDialog below={group} onClose={onClose} {...(after.onMade && { onMade: after.onMade })} />;
  if (act === 'rename') return <RenameDialog group={group} onClose={onClose} />;
  if (act === 'move') return <MoveDialog group={group} onClose={onClose} />;
  return <DeleteDialog group={group} onClose={onClose} {...(after.onGone && { onGone: after.onGone })} />;
}
