import { Dialog } from '../kit/Dialog.tsx';
import { PickList } from '../kit/PickList.tsx';
import { useSay } from '../kit/sentence.ts';
import { useUserGroupPicks } from '../kit/use-picks.ts';

type GroupDialogProps = { onPick: (id: string | undefined) => void; onClose: () => void };

/** Asks to which user group the list is to be narrowed. */
export function GroupFilterDialog({ onPick, onClose }: GroupDialogProps) {
  const say = useSay();
  const label = say('users.filter.group');
  return (
    <Dialog opened title={label} onClose={onClose}>
      <PickList {...{ label, chosen: [] }} picks={useUserGroupPicks()} onChoose={([id]) => onPick(id)} />
    </Dialog>
  );
}
