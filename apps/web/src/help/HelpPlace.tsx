import { Outlet } from '@tanstack/react-router';
import { FooterLinks } from '../kit/FooterLinks.tsx';
import { ButtonLink, Link } from '../kit/Link.tsx';
import { Logo } from '../kit/Logo.tsx';
import { NoticeBanner } from '../kit/NoticeBanner.tsx';
import { PersonPlace } from '../kit/Places.tsx';
import { LanguagePicker, SchemeButton } from '../kit/Preferences.tsx';
import { useSay } from '../kit/sentence.ts';
import { useMe } from '../kit/session.ts';
import css from './Help.module.css';

/** The frame of the help outside of accounts: the person's own, or an open one for who is not signed in. */
export function HelpPlace() {
  const isSignedIn = useMe() !== undefined;
  return isSignedIn ? (
    <PersonPlace>
      <Outlet />
    </PersonPlace>
  ) : (
    <OpenPlace />
  );
}

function OpenPlace() {
  const say = useSay();
  return (
    <div className={css.open}>
      <a className={css.skip} href="#content">
        {say('kit.skip-link')}
      </a>
      <NoticeBanner />
      <header className={css.bar}>
        <Link to="/" className={css.brand ?? ''} aria-label="Latchkey">
          <Logo />
        </Link>
        <div className={css.tools}>
          <LanguagePicker />
          <SchemeButton />
          <ButtonLink to="/sign-in" small>
            {say('help.sign-in')}
          </ButtonLink>
        </div>
      </header>
      <main id="content" tabIndex={-1} className={css.main}>
        <Outlet />
      </main>
      <footer className={css.footer}>
        <FooterLinks />
      </footer>
    </div>
  );
}
