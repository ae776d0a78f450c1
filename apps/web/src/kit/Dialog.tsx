import type { consequences } from '@latchkey/contract/operation';
import { permissions, roles } from '@latchkey/domain/role';
import { lazy, Suspense, useId, type ReactNode } from 'react';
import type * as z from 'zod';
import { Button } from './Button.tsx';
import css from './Dialog.module.css';
import { Notice } from './Notice.tsx';
import { useErrorSentence, useFormats, useSay } from './sentence.ts';
import { Skeleton } from './States.tsx';

const DialogFrame = lazy(async () => ({ default: (await import('./DialogFrame.tsx')).DialogFrame }));

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

/** As many names are all in sight. */
const FEW_NAMES = 6;

/** Who loses or gains what, as a dry run answers. */
export type ConsequenceList = z.output<typeof consequences>;

/** The consequences of an act, counted and named (P9). */
function Consequences({ list }: { list: ConsequenceList }) {
  const say = useSay();
  const { number } = useFormats();
  const id = useId();
  return (
    <ul className={css.consequences}>
      {list.map(({ kind, change, total, first50 }) => (
        <li key={`${kind}.${change}`}>
          <p id={`${id}${kind}.${change}`} className={css.kind}>
            {say(`kit.consequence.${kind}.${change}`, { total })}
          </p>
          {/* Many names scroll, for who has only keys as well. Who may see none is told the number (G11). */}
          <ul
            className={css.names}
            aria-labelledby={`${id}${kind}.${change}`}
            // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
            tabIndex={first50.length > FEW_NAMES ? 0 : undefined}
          >
            <Names kind={kind} named={first50} />
            {kind !== 'role' && kind !== 'permission' && first50.length > 0 && total > first50.length ? (
              <li>{say('kit.consequence.more', { more: number(total - first50.length) })}</li>
            ) : null}
          </ul>
        </li>
      ))}
    </ul>
  );
}

type Named = ConsequenceList[number]['first50'];

/** What is lost or gained by name: roles and permissions as the reader calls them, each once. */
function Names({ kind, named }: { kind: ConsequenceList[number]['kind']; named: Named }) {
  const say = useSay();
  const labels = new Set(named.map(({ label }) => label));
  if (kind === 'role')
    return roles.filter((role) => labels.has(role)).map((role) => <li key={role}>{say(`kit.role.${role}`)}</li>);
  if (kind === 'permission')
    return permissions.filter((one) => labels.has(one)).map((one) => <li key={one}>{say(`kit.permission.${one}`)}</li>);
  return named.map(({ id, label }) => <li key={id}>{label}</li>);
}

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
          {list !== undefined && list.length > 0 ? <Consequences list={list} /> : null}
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
