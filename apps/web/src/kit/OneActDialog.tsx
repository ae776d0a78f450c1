import { useState, type ReactNode } from 'react';
import { ConfirmDialog } from './Dialog.tsx';
import { doOne, type Perform } from './one-act.ts';
import { toastDone } from './toast.ts';
import { useForesight } from './use-foresight.ts';

type OneActProps<I> = {
  perform: Perform<I>;
  /** What it is done with; undefined while something has still to be chosen. */
  item: I | undefined;
  /** What is foreseen in its place, where something in it has no consequences: a name that is being typed. */
  foreseen?: I;
  title: string;
  confirm: string;
  danger?: boolean;
  wide?: boolean;
  /** What is said when nothing follows. */
  nothing: string;
  /** What is said when it is done. */
  done: string;
  onClose: () => void;
  children?: ReactNode;
};

/** Asks before one thing is done, with who gains or loses what by it (P9), then does it. */
export function OneActDialog<I>({ perform, item, foreseen, done, onClose, ...asked }: OneActProps<I>) {
  const [isActing, setActing] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const about = item === undefined ? undefined : (foreseen ?? item);
  const of = about === undefined ? undefined : JSON.stringify(about);
  const { consequences, error } = useForesight(of, async () =>
    about === undefined ? [] : doOne(perform, about, true),
  );
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
    />
  );
}
