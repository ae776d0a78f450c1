import { createLink, useLocation, type LinkComponent } from '@tanstack/react-router';
import { lazy, Suspense, useState, type AnchorHTMLAttributes, type ReactNode, type Ref } from 'react';
import { AvatarMenu } from './AvatarMenu.tsx';
import { IconButton } from './Button.tsx';
import { FooterLinks } from './FooterLinks.tsx';
import { HelpButton } from './HelpButton.tsx';
import { Icon, type IconName } from './Icon.tsx';
import { Link } from './Link.tsx';
import { Logo } from './Logo.tsx';
import { PaletteButton } from './PaletteButton.tsx';
import { NoticeBanner } from './NoticeBanner.tsx';
import { useSay } from './sentence.ts';
import css from './Shell.module.css';

const NavDrawer = lazy(async () => ({ default: (await import('./NavDrawer.tsx')).NavDrawer }));

type ShellProps = {
  /** Where one is, above the menu: the company, or the area. */
  place: string;
  nav: ReactNode;
  children: ReactNode;
};

/** The frame of every page of who is in: menu at the left, profiles at the top right, version below. */
export function Shell({ place, nav, children }: ShellProps) {
  const say = useSay();
  const [openAt, setOpenAt] = useState<string>();
  const path = useLocation({ select: (location) => location.pathname });
  // Going anywhere closes it.
  const isMenuOpen = openAt === path;
  return (
    <div className={css.shell}>
      <a className={css.skip} href="#content">
        {say('kit.skip-link')}
      </a>
      <nav aria-label={say('kit.nav')} className={css.side}>
        <Link to="/" className={css.brand ?? ''} aria-label="Latchkey">
          <Logo />
        </Link>
        <p className={css.place}>{place}</p>
        <div className={css.nav}>{nav}</div>
      </nav>
      <header className={css.bar}>
        <div className={css.burger}>
          <IconButton icon="menu" label={say('kit.nav.open')} onClick={() => setOpenAt(path)} />
          <span className={css.barPlace}>{place}</span>
        </div>
        <PaletteButton />
        <HelpButton />
        <AvatarMenu />
      </header>
      <div className={css.notices}>
        <NoticeBanner />
      </div>
      <main id="content" tabIndex={-1} className={css.main}>
        {children}
      </main>
      <footer className={css.footer}>
        <FooterLinks />
      </footer>
      {isMenuOpen ? (
        <Suspense fallback={null}>
          <NavDrawer onClose={() => setOpenAt(undefined)}>
            <nav aria-label={say('kit.nav')} className={css.nav}>
              {nav}
            </nav>
          </NavDrawer>
        </Suspense>
      ) : null}
    </div>
  );
}

type NavAnchorProps = AnchorHTMLAttributes<HTMLAnchorElement> & {
  icon: IconName;
  /** Belongs to the entry above it. */
  below?: boolean;
  ref?: Ref<HTMLAnchorElement>;
};

function NavAnchor({ icon, below = false, children, ...rest }: NavAnchorProps) {
  return (
    <a {...rest} className={css.item} data-below={below || undefined}>
      <Icon name={icon} />
      {children}
    </a>
  );
}

/** An entry of the left menu; the router marks the present one with aria-current. */
export const NavLink: LinkComponent<typeof NavAnchor> = createLink(NavAnchor);
