import { Button } from './Button.tsx';
import css from './Progress.module.css';
import { useSay } from './sentence.ts';

type ProgressProps = {
  /** What is under way: "Suspending 400 users". */
  label: string;
  done: number;
  /** How much there is; while it is not known the bar only moves. */
  total: number | undefined;
  /** Stops it; left out where it can't be stopped. */
  onStop?: () => void;
  isStopping?: boolean;
};

/** How far something long is, as a bar with its count, which can be stopped where the work allows it. */
export function Progress({ label, done, total, onStop, isStopping = false }: ProgressProps) {
  const say = useSay();
  const count = total === undefined ? undefined : say('kit.progress', { done, total });
  const share = total === undefined || total === 0 ? undefined : Math.min(1, done / total);
  return (
    <div className={css.progress}>
      <div className={css.words}>
        <span className={css.label}>{label}</span>
        {count === undefined ? null : <span className={css.count}>{count}</span>}
      </div>
      <div className={css.line}>
        <div
          className={css.track}
          role="progressbar"
          aria-label={label}
          {...(total === undefined
            ? {}
            : { 'aria-valuemin': 0, 'aria-valuemax': total, 'aria-valuenow': Math.min(done, total) })}
          {...(count === undefined ? {} : { 'aria-valuetext': count })}
        >
          <span
            className={css.bar}
            data-unknown={share === undefined || undefined}
            style={share === undefined ? undefined : { width: `${share * 100}%` }}
          />
        </div>
        {onStop === undefined ? null : (
          <Button small busy={isStopping} onClick={onStop}>
            {say('kit.progress.stop')}
          </Button>
        )}
      </div>
    </div>
  );
}
