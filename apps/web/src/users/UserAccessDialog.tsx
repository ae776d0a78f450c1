import { useId, useState } from 'react';
import { AccessChoice } from '../kit/AccessChoice.tsx';
import { ConfirmDialog } from '../kit/Dialog.tsx';
import { Text } from '../kit/Layout.tsx';
import { useSay } from '../kit/sentence.ts';
import { toastDone } from '../kit/toast.ts';
import { useAccess, type AccessWish } from '../kit/use-access.ts';
import { useForesight } from '../kit/use-foresight.ts';
import { nameOf, type User } from './list.ts';
import css from './Users.module.css';

type DialogProps = { user: User; start: AccessWish; onClose: () => void };

/** Changes which computers a user reaches by their own access, with who gains or loses what first (G4, P9). */
export function UserAccessDialog({ user, start, onClose }: DialogProps) {
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
