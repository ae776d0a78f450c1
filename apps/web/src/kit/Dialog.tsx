import type { consequences } from '@latchkey/contract/operation';
import { lazy, Suspense, type ReactNode } from 'react';
import type * as z from 'zod';
import { Button } from './Button.tsx';
import css from './Dialog.module.css';
import { Notice } from './Notice.tsx';
import { withSentences } from './screen.ts';
import { useErrorSentence, useSay } from './sentence.ts';
import { Skeleton } from './States.tsx';

const DialogFrame = lazy(async () => ({ default: (await import('./DialogFrame.tsx')).DialogFrame }));

const loadConsequences = withSentences(() => import('./Consequences.tsx'), ['consequence']);
const Consequences = lazy(async () => ({ default: (await loadConsequences()).Consequences }));

type DialogProps = { opened: boolean; title: string; wide?: boolean; onClose: () => void; children: ReactNode };

/** A dialog: the focus goes in, stays in and comes back; Escape closes. Its frame is loaded with the first one. */
export function Dialog({ opened, children, ...rest }: DialogProps) {
  if (!opened) return null;
  return (
    <Suspense fallback={null}>
      <DialogFrame {...rest}>{children}</DialogFrame>
    </Suspense>
  );
}

/** Who loses or gains what, as a dry run answers. */
export type ConsequenceList = z.output<typeof consequences>;

type ConfirmProps = {
  opened: boolean;
  title: string;
  /** What will be done, as the button says it: "Delete 3 users", never "OK". */
  confirm: string;
  danger?: boolean;
  wide?: boolean;
  busy?: boolean;
  /** Who loses what; undefined while the dry run is on its way, left out where there is none. */
  consequences?: ConsequenceList | undefined;
  awaitConsequences?: boolean;
  /** What is said in their place when nothing follows. */
  nothing?: string;
  /** Something has still to be chosen in it. */
  isOpenStill?: boolean;
  error?: unknown;
  onConfirm: () => void;
  onClose: () => void;
  children?: ReactNode;
};

/** Asks before an act, showing what follows from it (P9). What went wrong is said in it, and it stays open. */
export function ConfirmDialog(props: ConfirmProps) {
  const {
    danger = false,
    wide = false,
    busy = false,
    awaitConsequences = false,
    isOpenStill = false,
    consequences: list,
    error,
  } = props;
  const say = useSay();
  const sentence = useErrorSentence();
  const isLoading = !isOpenStill && awaitConsequences && list === undefined && !error;
  return (
    <Dialog opened={props.opened} title={props.title} wide={wide} onClose={props.onClose}>
      <div className={css.body}>
        {error ? (
          <Notice tone="bad" urgent>
            {sentence(error)}
          </Notice>
        ) : null}
        {props.children}
        <div className={css.foot} data-wide={wide || undefined}>
          {isLoading ? <Skeleton lines={2} /> : null}
          {list !== undefined && list.length > 0 ? (
            <Suspense fallback={<Skeleton lines={2} />}>
              <Consequences list={list} />
            </Suspense>
          ) : null}
          {list?.length === 0 && props.nothing !== undefined ? <p className={css.nothing}>{props.nothing}</p> : null}
          <div className={css.buttons}>
            <Button onClick={props.onClose}>{say('kit.cancel')}</Button>
            <Button
              look={danger ? 'danger' : 'primary'}
              busy={busy}
              disabled={isLoading || isOpenStill}
              onClick={props.onConfirm}
            >
              {props.confirm}
            </Button>
          </div>
        </div>
      </div>
    </Dialog>
  );
}
