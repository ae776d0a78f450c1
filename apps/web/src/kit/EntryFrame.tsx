import type { ReactNode } from 'react';
import css from './EntryFrame.module.css';
import { FooterLinks } from './FooterLinks.tsx';
import { HelpButton } from './HelpButton.tsx';
import { Keyhole } from './Keyhole.tsx';
import { Logo } from './Logo.tsx';
import { NoticeBanner } from './NoticeBanner.tsx';
import { useTitle } from './Page.tsx';
import { LanguagePicker, SchemeButton } from './Preferences.tsx';
import { useSay } from './sentence.ts';

type EntryProps = {
  title: string;
  lead?: ReactNode;
  /** Above the title: where one is, like "Step 2 of 4". */
  above?: ReactNode;
  /** Called when somebody chooses a language here, so that nothing overrides it. */
  onLanguage?: () => void;
  /** Below everything: the other ways on. */
  below?: ReactNode;
  children?: ReactNode;
};

/** The page of who is not in yet: one thing to do, language and appearance at hand. */
export function EntryFrame({ title, lead, above, below, onLanguage, children }: EntryProps) {
  const say = useSay();
  const heading = useTitle(title);
  return (
    <div className={css.frame}>
      <aside className={css.panel} aria-label="Latchkey">
        <Logo size={30} />
        <Keyhole />
        <p className={css.promise}>{say('entry.promise')}</p>
      </aside>
      <div className={css.side}>
        <NoticeBanner />
        <header className={css.bar}>
          <span className={css.small}>
            <Logo />
          </span>
          <div className={css.tools}>
            <LanguagePicker {...(onLanguage === undefined ? {} : { onChoose: onLanguage })} />
            <SchemeButton />
            <HelpButton />
          </div>
        </header>
        <main className={css.main}>
          {above}
          <h1 ref={heading} tabIndex={-1} className={css.title}>
            {title}
          </h1>
          {lead === undefined ? null : <p className={css.lead}>{lead}</p>}
          <div className={css.content}>{children}</div>
          {below === undefined ? null : <div className={css.below}>{below}</div>}
        </main>
        <footer className={css.footer}>
          <FooterLinks />
        </footer>
      </div>
    </div>
  );
}
