import type { ReactNode } from 'react';
import css from './Layout.module.css';

type Gap = 'tight' | 'normal' | 'wide';

/** Things under one another. */
export function Stack({ gap = 'normal', children }: { gap?: Gap; children: ReactNode }) {
  return (
    <div className={css.stack} data-gap={gap}>
      {children}
    </div>
  );
}

type RowProps = { gap?: Gap; justify?: 'start' | 'between' | 'end'; children: ReactNode };

/** Things beside one another; they wrap where there is no room. */
export function Row({ gap = 'normal', justify = 'start', children }: RowProps) {
  return (
    <div className={css.row} data-gap={gap} data-justify={justify}>
      {children}
    </div>
  );
}

/** A surface with an edge; with a title it is a section of the page. */
export function Card({ title, actions, children }: { title?: string; actions?: ReactNode; children: ReactNode }) {
  if (title === undefined) return <div className={css.card}>{children}</div>;
  return (
    <section className={css.card}>
      <div className={css.cardHead}>
        <h2 className={css.cardTitle}>{title}</h2>
        {actions}
      </div>
      {children}
    </section>
  );
}

/** A paragraph; `dim` for what may be skipped. */
export function Text({
  dim = false,
  small = false,
  children,
}: {
  dim?: boolean;
  small?: boolean;
  children: ReactNode;
}) {
  return (
    <p className={css.text} data-dim={dim || undefined} data-small={small || undefined}>
      {children}
    </p>
  );
}

type FactsProps = {
  facts: readonly { term: string; is: ReactNode }[];
  /** The term above what it is, as a field has its label: among fields. */
  stacked?: boolean;
};

/** Pairs of a term and what it is: for summaries. */
export function Facts({ facts, stacked = false }: FactsProps) {
  return (
    <dl className={css.facts} data-stacked={stacked || undefined}>
      {facts.map(({ term, is }) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{is}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Text that only a screen reader reads. */
export function Hidden({ children }: { children: ReactNode }) {
  return <span className={css.hidden}>{children}</span>;
}
