import { Portal } from '@mantine/core';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { useSay } from '../kit/sentence.ts';
import { toastFailed } from '../kit/toast.ts';
import { Bar } from './Bar.tsx';
import { IdleWarning } from './IdleWarning.tsx';
import { stepOut } from './keys.ts';
import css from './Viewer.module.css';
import { useFullScreen } from './use-full-screen.ts';
import type { Session } from './use-session.ts';

type DesktopViewProps = { session: Session; name: string; personId: string; computerId: string };

/** The desktop over the whole window, with its bar. What lies behind it is out of reach until the session is over. */
export function DesktopView({ session, name, personId, computerId }: DesktopViewProps) {
  const say = useSay();
  const { state, held, acts } = session;
  // The portal puts it into the page a moment after this is drawn.
  const [place, setPlace] = useState<HTMLDivElement | null>(null);
  const bar = useRef<HTMLElement>(null);
  const full = useFullScreen();
  const paste = async () => {
    if (!(await acts.paste())) toastFailed(say('viewer.clipboard.long'));
  };
  useAlone();
  useEffect(() => {
    const element = held.desktop?.element;
    if (!element || !place) return;
    place.append(element);
    held.desktop?.focus();
  }, [held, place]);
  useDesktopKeys(place, {
    out: () => bar.current?.querySelector<HTMLElement>('button')?.focus(),
    paste: state.wishes.control && state.rights.clipboard_in ? () => void paste() : undefined,
  });
  return (
    <Portal>
      {/* Before the desktop, which keeps its keys for itself. */}
      <div
        className={css.full}
        onPointerMoveCapture={acts.stir}
        onPointerDownCapture={acts.stir}
        onKeyDownCapture={acts.stir}
        onWheelCapture={acts.stir}
        role="presentation"
      >
        <Bar ref={bar} {...{ session, name, personId, computerId, full }} />
        <div className={css.stage} onPointerDownCapture={closeMenus}>
          <div
            ref={setPlace}
            className={css.desktop}
            role="application"
            aria-label={say('viewer.screen', { computer: name })}
            data-fit={state.wishes.fit}
          />
          <Card state={state} onStay={acts.stir} />
        </div>
      </div>
    </Portal>
  );
}

/** What has to be said over the picture, the most pressing of it. */
function Card({ state, onStay }: { state: Session['state']; onStay: () => void }) {
  const say = useSay();
  if (state.stage === 'lost') {
    return (
      <div className={css.card} role="alert">
        <strong>{say('viewer.coming-back')}</strong>
        <span>{say('viewer.coming-back.text')}</span>
      </div>
    );
  }
  if (state.idleEnd !== undefined) return <IdleWarning end={state.idleEnd} onStay={onStay} />;
  if (state.isShown) return null;
  return (
    <div className={css.card} role="status">
      {say('viewer.step.opening')}
    </div>
  );
}

/** The rest of the page can neither be seen nor reached while the desktop covers it. */
function useAlone() {
  useEffect(() => {
    const page = document.querySelector<HTMLElement>('#root');
    if (!page) return;
    page.inert = true;
    return () => {
      page.inert = false;
    };
  }, []);
}

/** The desktop keeps its clicks for itself, so menus would not hear of one beside them. */
function closeMenus(): void {
  document.body.dispatchEvent(new MouseEvent('mousedown', { bubbles: true }));
}

type DesktopKeys = { out: () => void; paste: (() => void) | undefined };

/** Hears the keys before noVNC does: the way out, and pasting, which brings the clipboard of this device along. */
function useDesktopKeys(place: HTMLElement | null, { out, paste }: DesktopKeys) {
  const isArmed = useRef(false);
  const hear = useEffectEvent((event: KeyboardEvent) => {
    const isAll = event.ctrlKey && event.altKey && event.shiftKey;
    const step = stepOut(isArmed.current, { is: event.type === 'keydown' ? 'down' : 'up', key: event.key, isAll });
    isArmed.current = step.isArmed;
    if (step.isOut) out();
    const isPaste =
      event.key.toLowerCase() === 'v' && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    if (!isPaste || !paste || event.type !== 'keydown') return;
    event.preventDefault();
    event.stopPropagation();
    if (!event.repeat) paste();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent): void => hear(event);
    place?.addEventListener('keydown', listener, true);
    place?.addEventListener('keyup', listener, true);
    return () => {
      place?.removeEventListener('keydown', listener, true);
      place?.removeEventListener('keyup', listener, true);
    };
  }, [place]);
}
