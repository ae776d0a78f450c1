import type { PastedInvitee, Replacement } from '@latchkey/domain/invitees';
import { useCallback, useEffect, useId, useRef, type Ref } from 'react';
import type { FormState } from '../kit/form.ts';
import { Hidden, Text } from '../kit/Layout.tsx';
import { useSay } from '../kit/sentence.ts';
import { changedIn, MANY, type Typed, type Understood } from './invite.ts';
import css from './InviteLines.module.css';
import { InviteLine } from './InviteLine.tsx';

/** More lines are counted, not drawn: nobody looks through a thousand, and every one of them is in the field above. */
const MOST_DRAWN = 1000;

type LinesProps = {
  form: FormState<Typed>;
  understood: Understood;
  /** The line that the keyboard comes to, and whose mail is shown. */
  at: number;
  onAt: (line: number) => void;
  ref: Ref<HTMLUListElement>;
};

/** What was understood, line by line: each can be corrected, named and taken out where it stands; the field above says the same at once. */
export function InviteLines({ form, understood: { lines }, at, onAt, ref }: LinesProps) {
  const say = useSay();
  const id = useId();
  const latest = useRef(form);
  useEffect(() => {
    latest.current = form;
  });
  const change = useCallback((shown: Pick<PastedInvitee, 'line' | 'text' | 'name'>, to: Replacement) => {
    const { values, set } = latest.current;
    set('text', changedIn(values.text, shown, to));
  }, []);
  if (lines.length === 0) return null;
  const tabStop = Math.min(Math.max(at, 1), lines.length);
  return (
    <div>
      <p className={css.title} id={id}>
        {say('invite.lines')}
        <Hidden>{say('invite.lines.keys')}</Hidden>
      </p>
      <ul ref={ref} className={css.lines} aria-labelledby={id} data-long={lines.length > MANY || undefined}>
        {lines.slice(0, MOST_DRAWN).map((one) => (
          <InviteLine
            key={one.line}
            {...one}
            isTabStop={one.line === tabStop}
            isLast={one.line === lines.length}
            onChange={change}
            onAt={onAt}
          />
        ))}
      </ul>
      {lines.length > MOST_DRAWN ? (
        <Text dim small>
          {say('invite.lines.more', { count: lines.length - MOST_DRAWN })}
        </Text>
      ) : null}
    </div>
  );
}

/** Puts the keyboard where a line wants to be corrected. */
export function focusLine(list: HTMLElement | null, line: PastedInvitee | undefined): void {
  if (line === undefined) return;
  const column = line.problem === 'name-too-long' ? 'name' : 'address';
  const cell = list?.querySelector<HTMLInputElement>(`[data-line="${line.line}"] [data-column="${column}"]`);
  cell?.focus();
  cell?.select();
}
