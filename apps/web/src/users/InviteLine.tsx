import type { PastedInvitee, Replacement } from '@latchkey/domain/invitees';
import { memo, useEffect, useEffectEvent, useState, type KeyboardEvent } from 'react';
import { Icon } from '../kit/Icon.tsx';
import { useSay } from '../kit/sentence.ts';
import css from './InviteLines.module.css';

type LineProps = PastedInvitee & {
  isTabStop: boolean;
  isLast: boolean;
  onChange: (shown: Pick<PastedInvitee, 'line' | 'text' | 'name'>, to: Replacement) => void;
  onAt: (line: number) => void;
};

function PlainLine({ line, text, email, name, problem, duplicateOf, isTabStop, isLast, onChange, onAt }: LineProps) {
  const say = useSay();
  const problemId = `invite-problem-${line}`;
  const cell = { isTabStop, describedBy: problem === undefined ? undefined : problemId, onFocus: () => onAt(line) };
  const change = (to: Replacement) => onChange({ line, text, name }, to);
  return (
    <li className={css.line} data-line={line} data-problem={problem}>
      <span className={css.number} aria-hidden="true">
        {line}
      </span>
      <Cell
        {...cell}
        column="address"
        label={say('invite.line.address', { line })}
        value={email ?? text}
        isFaulty={problem === 'not-an-address'}
        onCommit={(typed) => change({ text: typed, name })}
      />
      <Cell
        {...cell}
        column="name"
        label={say('invite.line.name', { line })}
        placeholder={say('invite.line.name.empty')}
        value={name}
        isFaulty={problem === 'name-too-long'}
        onCommit={(typed) => change({ text, name: typed })}
      />
      <button
        type="button"
        className={css.remove}
        data-column="remove"
        aria-label={say('invite.line.remove', { line })}
        title={say('invite.line.remove', { line })}
        tabIndex={isTabStop ? 0 : -1}
        onFocus={cell.onFocus}
        onKeyDown={goByArrow}
        onClick={(event) => {
          if (isLast) placeAfter(event.currentTarget)?.focus();
          change(undefined);
        }}
      >
        <Icon name="close" size={16} />
      </button>
      {problem === undefined ? null : (
        <p id={problemId} className={css.problem}>
          {say(`invite.problem.${problem}`, { line: duplicateOf ?? 0 })}
        </p>
      )}
    </li>
  );
}

/** A line that is drawn again only when it itself changes. */
export const InviteLine = memo(PlainLine);

type CellProps = {
  column: 'address' | 'name';
  label: string;
  placeholder?: string;
  value: string;
  isFaulty: boolean;
  isTabStop: boolean;
  describedBy: string | undefined;
  onFocus: () => void;
  onCommit: (typed: string) => void;
};

/** How long the typing rests before the lines are read anew; not only when the field is left, so that nothing moves under the mouse then. */
const REST_MS = 400;

/** A field of a line. Escape takes back what was typed since it was entered. */
function Cell({ column, label, placeholder, value, isFaulty, isTabStop, describedBy, onFocus, onCommit }: CellProps) {
  const [typed, setTyped] = useState<{ now: string; before: string }>();
  const commit = useEffectEvent(() => {
    if (typed !== undefined && typed.now !== value) onCommit(typed.now);
  });
  useEffect(() => {
    if (typed === undefined) return undefined;
    const timer = setTimeout(commit, REST_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  const leave = () => {
    if (typed !== undefined && typed.now !== value) onCommit(typed.now);
    setTyped(undefined);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Enter') {
      event.preventDefault();
      leave();
    } else if (event.key === 'Escape') {
      if (typed !== undefined && typed.before !== value) onCommit(typed.before);
      setTyped(undefined);
    } else goByArrow(event);
  };
  return (
    <input
      className={css.cell}
      data-column={column}
      aria-label={label}
      placeholder={placeholder}
      value={typed?.now ?? value}
      aria-invalid={isFaulty || undefined}
      aria-describedby={describedBy}
      tabIndex={isTabStop ? 0 : -1}
      inputMode={column === 'address' ? 'email' : 'text'}
      autoComplete="off"
      autoCapitalize={column === 'address' ? 'none' : 'words'}
      spellCheck={false}
      onFocus={onFocus}
      onChange={({ currentTarget }) => setTyped({ now: currentTarget.value, before: typed?.before ?? value })}
      onBlur={leave}
      onKeyDown={onKeyDown}
    />
  );
}

/** Where the keyboard goes on when the last line is taken out: to the line before, or to the field of all. */
function placeAfter(button: HTMLElement): HTMLElement | null | undefined {
  return neighbourOf(button, 'ArrowUp') ?? button.closest('form')?.querySelector('textarea');
}

/** Up and down go to the same place of the neighbouring line. */
function goByArrow(event: KeyboardEvent<HTMLElement>): void {
  const neighbour = neighbourOf(event.currentTarget, event.key);
  if (neighbour === undefined) return;
  event.preventDefault();
  neighbour.focus();
}

function neighbourOf(cell: HTMLElement, key: string): HTMLElement | undefined {
  const line = cell.closest('[data-line]');
  const next = key === 'ArrowDown' ? line?.nextElementSibling : key === 'ArrowUp' ? line?.previousElementSibling : null;
  return next?.querySelector<HTMLElement>(`[data-column="${cell.dataset['column']}"]`) ?? undefined;
}
