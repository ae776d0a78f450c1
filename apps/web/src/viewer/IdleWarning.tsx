import { useEffect, useState } from 'react';
import { Button } from '../kit/Button.tsx';
import { useSay } from '../kit/sentence.ts';
import css from './Viewer.module.css';

/** Says that nobody uses the session and when it ends for that (C11). Whatever is done in the window keeps it, and so does the button. */
export function IdleWarning({ end, onStay }: { end: number; onStay: () => void }) {
  const say = useSay();
  const seconds = useSecondsTo(end);
  return (
    <div className={css.card}>
      <strong role="alert">{say('viewer.idle.title')}</strong>
      {/* A live region that counts would be read out every second. */}
      <span role="timer">{say('viewer.idle.text', { seconds })}</span>
      <div className={css.act}>
        <Button small look="primary" onClick={onStay}>
          {say('viewer.idle.stay')}
        </Button>
      </div>
    </div>
  );
}

function useSecondsTo(end: number): number {
  const left = (): number => Math.max(0, Math.round((end - performance.now()) / 1000));
  const [seconds, setSeconds] = useState(left);
  useEffect(() => {
    const timer = setInterval(() => setSeconds(left()), 1000);
    return () => clearInterval(timer);
  });
  return seconds;
}
