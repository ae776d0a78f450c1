import { readAccess } from '@latchkey/contract/computer-access';
import { useId, useState } from 'react';
import { draftOf } from '../kit/access.ts';
import { AccessChoice } from '../kit/AccessChoice.tsx';
import { Button } from '../kit/Button.tsx';
import { ConfirmDialog } from '../kit/Dialog.tsx';
import { Card, Text } from '../kit/Layout.tsx';
import { useCall } from '../kit/query.ts';
import { useSay } from '../kit/sentence.ts';
import { FailedState, Skeleton } from '../kit/States.tsx';
import { toastDone } from '../kit/toast.ts';
import { useAccess, type AccessWish } from '../kit/use-access.ts';
import { useForesight } from '../kit/use-foresight.ts';
import { mayGive, type Viewer } from './acts.ts';
import { nameOf, type User } from './list.ts';
import { UserReach } from './UserReach.tsx';
import css from './Users.module.css';

/** Which computers a user reaches, and by what; who gives access changes it here (G4). */
export function UserAccess({ user, viewer }: { user: User; viewer: Viewer }) {
  const say = useSay();
  const { data, error, refetch } = useCall(readAccess, { params: { member_id: user.id } });
  const [isChanging, setChanging] = useState(false);
  return (
    <Card
      title={say('computers.access.title')}
      actions={
        data !== undefined && mayGive(viewer, user) ? (
          <Button small onClick={() => setChanging(true)}>
            {say('computers.access.change')}
          </Button>
        ) : undefined
      }
    >
      {data === undefined ? (
        error === null ? (
          <Skeleton lines={3} />
        ) : (
          <FailedState error={error} onRetry={() => void refetch()} />
        )
      ) : (
        <UserReach user={user} access={data} />
      )}
      {isChanging && data !== undefined ? (
        <ChangeDialog
          user={user}
          start={{ ...draftOf(data), onlyOwn: data.only_own }}
          onClose={() => setChanging(false)}
        />
      ) : null}
    </Card>
  );
}

function ChangeDialog({ user, start, onClose }: { user: User; start: AccessWish; onClose: () => void }) {
  const say = useSay();
  const access = useAccess();
  const [draft, setDraft] = useState(start);
  const [isActing, setActing] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const foresight = useForesight(JSON.stringify(draft), () => access.foresee(user.id, draft));
  const go = async () => {
    setActing(true);
    setFailure(undefined);
    try {
      await access.set(user.id, draft);
      onClose();
      toastDone(say('computers.access.changed'));
    } catch (error) {
      setFailure(error);
      setActing(false);
    }
  };
  return (
    <ConfirmDialog
      opened
      title={say('computers.access.change.title', { name: nameOf(user) })}
      confirm={say('computers.access.change.submit')}
      busy={isActing}
      awaitConsequences
      consequences={foresight.consequences}
      error={failure ?? foresight.error}
      onConfirm={() => void go()}
      onClose={onClose}
    >
      <AccessChoice access={draft} onChoose={(access) => setDraft({ ...draft, ...access })} />
      <OnlyOwn isOn={draft.onlyOwn === true} onSwitch={(onlyOwn) => setDraft({ ...draft, onlyOwn })} />
      {foresight.consequences?.length === 0 ? <Text dim>{say('users.group.nothing-changes')}</Text> : null}
    </ConfirmDialog>
  );
}

/** "Only this list": what the user's groups open, now or later, does not count for them (G4). */
function OnlyOwn({ isOn, onSwitch }: { isOn: boolean; onSwitch: (isOn: boolean) => void }) {
  const say = useSay();
  const id = useId();
  return (
    <div className={css.onlyOwn}>
      <input
        id={id}
        type="checkbox"
        checked={isOn}
        aria-describedby={`${id}-hint`}
        onChange={(event) => onSwitch(event.currentTarget.checked)}
      />
      <span>
        <label htmlFor={id} className={css.roleName}>
          {say('users.access.only-own')}
        </label>
        <span id={`${id}-hint`} className={css.roleHint}>
          {say('users.access.only-own.hint')}
        </span>
      </span>
    </div>
  );
}
