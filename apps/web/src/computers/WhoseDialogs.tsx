import { Dialog } from '../kit/Dialog.tsx';
import { PickList } from '../kit/PickList.tsx';
import { useSay } from '../kit/sentence.ts';
import { useGroupPicks, useUserPicks } from '../kit/use-picks.ts';
import { NONE } from './question.ts';

type PickDialogProps = { onPick: (id: string) => void; onClose: () => void };

/** Picks the group whose computers are shown. */
export function GroupDialog({ onPick, onClose }: PickDialogProps) {
  const say = useSay();
  const label = say('computers.column.group');
  return (
    <Dialog opened title={label} onClose={onClose}>
      <PickList
        {...{ label, chosen: [] }}
        picks={useGroupPicks()}
        first={{ id: NONE, label: say('computers.group.none') }}
        onChoose={([id = NONE]) => onPick(id)}
      />
    </Dialog>
  );
}

/** Picks the user whose computers are shown. */
export function OwnerDialog({ onPick, onClose }: PickDialogProps) {
  const say = useSay();
  const label = say('computers.column.owner');
  return (
    <Dialog opened title={label} onClose={onClose}>
      <PickList
        {...{ label, chosen: [] }}
        picks={useUserPicks()}
        onChoose={([id]) => (id === undefined ? onClose() : onPick(id))}
      />
    </Dialog>
  );
}
