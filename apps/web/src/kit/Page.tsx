import { useEffect, useRef, type ReactNode } from 'react';
import css from './Page.module.css';
import { useSay } from './sentence.ts';

// The first heading of a visit is reached by reading; later ones are where a keyboard or a screen reader goes on after a link.
let isFirstPage = true;

/** Sets the title of the tab and gives the heading that takes the focus after navigation. */
export function useTitle(title: string) {
  const heading = useRef<HTMLHeadingElement>(null);
  const say = useSay();
  useEffect(() => {
    document.title = say('kit.title', { page: title });
  }, [say, title]);
  useEffect(() => {
    if (!isFirstPage) heading.current?.focus({ preventScroll: true });
    isFirstPage = false;
  }, []);
  return heading;
}

type PageProps = {
  title: string;
  /** One sentence below the title. */
  lead?: ReactNode;
  /** Buttons at the right of the title. */
  actions?: ReactNode;
  /** For forms and texts: no wider than reads well. */
  narrow?: boolean;
  children: ReactNode;
};

/** A page of the shell: title of the tab, heading with the focus, its acts, its content. */
export function Page({ title, lead, actions, narrow = false, children }: PageProps) {
  const heading = useTitle(title);
  return (
    <div className={css.page} data-narrow={narrow || undefined}>
      <header className={css.head}>
        <div className={css.words}>
          <h1 ref={heading} tabIndex={-1} className={css.title}>
            {title}
          </h1>
          {lead === undefined ? null : <p className={css.lead}>{lead}</p>}
        </div>
        {actions === undefined ? null : <div className={css.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}
