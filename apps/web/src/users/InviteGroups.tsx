import { useEffect, useEffectEvent, useState } from 'react';
import { listUserGroups } from '@latchkey/contract/group';
import { PickList } from '../kit/PickList.tsx';
import { matching, withChosen, type Pick } from '../kit/picks.ts';
import { useCall } from '../kit/query.ts';
import { useSay, type Say } from '../kit/sentence.ts';
import { placedGroups } from '../kit/user-groups.ts';
import css from './Invite.module.css';
import { pickOf, stillThere, type GroupPick } from './invite-groups.ts';

/** How many are shown at once; who looks for another one searches. */
const SHOWN = 50;

type GroupsProps = {
  chosen: readonly GroupPick[];
  /** The groups that the inviter looks after, where these are all there are for them: those invited come into one of them. */
  own: readonly { id: string }[] | undefined;
  /** That none is chosen where one has to be, once that is to be said. */
  isMissing: boolean;
  mayGrant: boolean;
  onChoose: (chosen: GroupPick[]) => void;
};

/** The user groups those invited come into (I2); nothing while there are none. What opens computers is only for who may give that (G10). */
export function InviteGroups({ chosen, own, isMissing, mayGrant, onChoose }: GroupsProps) {
  const say = useSay();
  const [search, onSearch] = useState('');
  const { data, isPending } = useCall(listUserGroups, {});
  const groups = placedGroups(data?.items ?? []);
  const renew = useEffectEvent(() => {
    // Who looks after one group invites into it.
    const first = own?.length === 1 && chosen.length === 0 ? groups.filter(({ id }) => id === own[0]?.id) : [];
    const there = [...stillThere(chosen, groups), ...first.map(pickOf)];
    if (JSON.stringify(there) !== JSON.stringify(chosen)) onChoose(there);
  });
  // What is gone meanwhile can't be promised any more.
  useEffect(() => {
    if (data !== undefined) renew();
  }, [data]);
  if (data !== undefined && groups.length === 0) return null;
  const offer = (group: GroupPick) => optionOf(say, group, mayGrant);
  const found = matching(groups.map(pickOf).map(offer), search);
  const shown = found.slice(0, SHOWN);
  // Where it stands in the tree a chosen one stays, unless it would be out of sight.
  const unseen = chosen.filter(({ id }) => shown.every((one) => one.id !== id));
  const choose = (ids: readonly string[]) => onChoose([...chosen.filter(({ id }) => ids.includes(id)), ...added(ids)]);
  const added = (ids: readonly string[]) =>
    groups.map(pickOf).filter(({ id }) => ids.includes(id) && !chosen.some((one) => one.id === id));
  return (
    <>
      <PickList
        several
        label={say(own === undefined ? 'invite.groups' : 'invite.groups.own')}
        picks={{
          options: withChosen(shown, unseen.map(offer)),
          search,
          onSearch,
          isPending,
          more: found.length - shown.length,
        }}
        chosen={chosen.map(({ id }) => id)}
        onChoose={choose}
      />
      {isMissing ? (
        <p className={css.missing} role="alert">
          {say('invite.groups.missing')}
        </p>
      ) : null}
    </>
  );
}

function optionOf(say: Say, { id, label, opens }: GroupPick, mayGrant: boolean): Pick {
  if (opens === 'none') return { id, label };
  if (mayGrant) return { id, label, hint: say(`invite.groups.opens.${opens}`) };
  return { id, label, refused: say('invite.groups.closed', { permission: say('kit.permission.access.grant') }) };
}
