import type { ReactNode } from 'react';
import css from './Stats.module.css';

/** One figure: what it counts and how much it is; undefined while that is on its way. */
export type Stat = { label: string; is: ReactNode };

/** Figures beside one another, each large over what it counts. */
export function Stats({ stats }: { stats: readonly Stat[] }) {
  return (
    <dl className={css.stats}>
      {stats.map(({ label, is }) => (
        <div key={label} className={css.stat}>
          <dt className={css.label}>{label}</dt>
          {/* Until it is known its place is kept. */}
          <dd className={css.is}>{is ?? '\u00a0'}</dd>
        </div>
      ))}
    </dl>
  );
}
