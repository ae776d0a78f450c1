import { useSay } from '../kit/sentence.ts';
import css from './entry.module.css';

/** Where in the wizard one is. `index` begins at 0. */
export function StepMarks({ index, count }: { index: number; count: number }) {
  const say = useSay();
  return (
    <p className={css.steps}>
      {Array.from({ length: count }, (_, at) => (
        <span key={at} className={css.step} data-done={at <= index || undefined} />
      ))}
      <span className={css.stepWords}>{say('entry.set-up.step', { step: index + 1, count })}</span>
    </p>
  );
}
