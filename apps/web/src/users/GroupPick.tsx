import { PickList } from '../kit/PickList.tsx';
import { useSay } from '../kit/sentence.ts';
import { useMay } from '../kit/session.ts';
import { useUserGroupPicks } from '../kit/use-picks.ts';
import type { PlacedGroup } from '../kit/user-groups.ts';
import type { GroupAct } from './acts.ts';

type GroupPickProps = {
  act: GroupAct;
  picked: string | undefined;
  onPick: (id: string) => void;
  /** Groups that are not offered: those somebody is in already. */
  but?: readonly string[];
};

/** The user group that users are put into or taken out of. What opens computers is only for who may give access (G10). */
export function GroupPick({ act, picked, onPick, but = [] }: GroupPickProps) {
  const say = useSay();
  const mayGrant = useMay('access.grant');
  const isClosed = act === 'add-to-group' && !mayGrant;
  const pickOf = ({ id, path: label, opens }: PlacedGroup) => {
    if (but.includes(id)) return undefined;
    if (opens === 'none') return { id, label };
    if (!isClosed) return { id, label, hint: say(`users.group.opens.${opens}`) };
    return { id, label, refused: say('users.group.closed', { permission: say('kit.permission.access.grant') }) };
  };
  return (
    <PickList
      label={say('users.filter.group')}
      picks={useUserGroupPicks(pickOf)}
      chosen={picked === undefined ? [] : [picked]}
      onChoose={([id]) => (id === undefined ? undefined : onPick(id))}
    />
  );
}
