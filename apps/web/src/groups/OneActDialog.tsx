import { useState, type ReactNode } from 'react';
import { ConfirmDialog } from '../kit/Dialog.tsx';
import { Text } from '../kit/Layout.tsx';
import { useSay } from '../kit/sentence.ts';
import { toastDone } from '../kit/toast.ts';
import { useForesight } from '../kit/use-foresight.ts';
import { doOne, type Perform } from './use-group-act.ts';

type OneActProps<I> = {
  perform: Perform<I>;
  /** What it is done with; undefined while something has still to be chosen. */
  item: I | undefined;
  title: string;
  confirm: string;
  danger?: boolean;
  /** What is said when it is done. */
  done: string;
  onClose: () => void;
  children?: ReactNode;
};

/** Asks before one thing is done with a group, with who gains or loses what by it (P9), then does it. */
export function OneActDialog<I>({ perform, item, done, onClose, children, ...asked }: OneActProps<I>) {
  const say = useSay();
  const [isActing, setActing] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const of = item === undefined ? undefined : JSON.stringify(item);
  const { consequences, error } = useForesight(of, async () => (item === undefined ? [] : doOne(perform, item, true)));
  const go = async (chosen: I) => {
    setActing(true);
    setFailure(undefined);
    try {
      await doOne(perform, chosen, false);
      onClose();
      toastDone(done);
    } catch (thrown) {
      setFailure(thrown);
      setActing(false);
    }
  };
  return (
    <ConfirmDialog
      opened
      {...asked}
      busy={isActing}
      awaitConsequences
      isOpenStill={item === undefined || error !== undefined}
      consequences={consequences}
      error={failure ?? error}
      onConfirm={() => item !== undefined && void go(item)}
      onClose={onClose}
    >
      {children}
      {consequences?.length === 0 ? <Text dim>{say('groups.nothing-changes')}</Text> : null}
    </ConfirmDialog>
  );
}
