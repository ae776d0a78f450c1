import type { ReactNode } from 'react';
import css from './DangerZone.module.css';
import { useSay } from './sentence.ts';

/** What ends something for good, apart from everything else: at the end of a page. Its parts are `DangerAct`s. */
export function DangerZone({ title, children }: { title?: string; children: ReactNode }) {
  const say = useSay();
  return (
    <section className={css.zone}>
      <h2 className={css.title}>{title ?? say('kit.danger')}</h2>
      {children}
    </section>
  );
}

type DangerActProps = {
  title: string;
  /** What it does, and to whom. */
  text: ReactNode;
  /** The button that asks before it is done. */
  action: ReactNode;
};

/** One act of a danger zone, with what it does and the button for it. */
export function DangerAct({ title, text, action }: DangerActProps) {
  return (
    <div className={css.act}>
      <div className={css.words}>
        <h3 className={css.name}>{title}</h3>
        <p className={css.text}>{text}</p>
      </div>
      {action}
    </div>
  );
}
