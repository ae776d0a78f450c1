import { Outlet, useLocation } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, type ReactNode } from 'react';
import { ButtonLink } from './Link.tsx';
import { nothingMine } from './may.ts';
import { useNews } from './news.ts';
import { Page } from './Page.tsx';
import { accountPagesFor, operatorPages, personPages, presentPage, type MenuPage } from './pages.ts';
import { Row } from './Layout.tsx';
import { useAccountId } from './query.ts';
import { withSentences } from './screen.ts';
import { useLanguage, useSay } from './sentence.ts';
import { useAccount, useEntering, useMe } from './session.ts';
import { NavLink, Shell } from './Shell.tsx';

const loadCount = withSentences(() => import('./RequestCount.tsx'), ['request']);
const RequestCount = lazy(async () => ({ default: (await loadCount()).RequestCount }));

/** The frame of an account: its menu, its news, and entering it. */
export function AccountPlace() {
  const accountId = useAccountId() ?? '';
  const me = useMe();
  const profile = me?.profiles.find((each) => each.account_id === accountId);
  useOwnLanguage();
  if (profile === undefined) return <ForeignPlace />;
  return <OwnAccount accountId={accountId} company={profile.company_name} />;
}

function OwnAccount({ accountId, company }: { accountId: string; company: string }) {
  const account = useAccount();
  useEntering(accountId);
  useNews(accountId);
  const nav = <Nav pages={accountPagesFor(account?.my ?? nothingMine)} />;
  return (
    <Shell place={account?.company_name ?? company} nav={nav}>
      <Outlet key={accountId} />
    </Shell>
  );
}

/** The frame of the operator area. */
export function OperatorPlace() {
  const say = useSay();
  const me = useMe();
  useOwnLanguage();
  const nav = me?.is_operator ? <Nav pages={operatorPages} /> : null;
  return (
    <Shell place={say('kit.nav.operator')} nav={nav}>
      {me?.is_operator === false ? <OperatorOnly /> : <Outlet />}
    </Shell>
  );
}

/** The frame of the person's own pages, also of those that stand at another address. */
export function PersonPlace({ children }: { children?: ReactNode }) {
  const say = useSay();
  useOwnLanguage();
  return (
    <Shell place={say('kit.menu.me')} nav={<Nav pages={personPages} />}>
      {children ?? <Outlet />}
    </Shell>
  );
}

/** The entries of a left menu, in the account of the page. */
function Nav({ pages }: { pages: readonly MenuPage[] }) {
  const say = useSay();
  const params = { accountId: useAccountId() ?? '' };
  const path = useLocation({ select: (location) => location.pathname });
  const present = presentPage(pages, path)?.to;
  return pages.map(({ to, label, icon, below = false, counted = false }) => (
    // The router marks every entry above the address; exactly, none but the nearest.
    <NavLink key={to} to={to} params={params} icon={icon} below={below} activeOptions={{ exact: to !== present }}>
      {say(label)}
      {counted ? (
        <Suspense fallback={null}>
          <RequestCount />
        </Suspense>
      ) : null}
    </NavLink>
  ));
}

/** Whoever is signed in is spoken to in their own language and time zone. */
function useOwnLanguage() {
  const me = useMe();
  const [own, zone] = [me?.language, me?.time_zone];
  const { speak, liveIn } = useLanguage();
  useEffect(() => {
    if (own !== undefined) void speak(own);
  }, [own, speak]);
  useEffect(() => {
    if (zone !== undefined) liveIn(zone);
  }, [zone, liveIn]);
}

function ForeignPlace() {
  const say = useSay();
  return (
    <Shell place="" nav={<Nav pages={personPages} />}>
      <Page title={say('kit.foreign.title')} lead={say('kit.foreign.text')} narrow>
        <Row>
          <ButtonLink to="/" look="primary">
            {say('kit.not-found.home')}
          </ButtonLink>
        </Row>
      </Page>
    </Shell>
  );
}

function OperatorOnly() {
  const say = useSay();
  return (
    <Page title={say('kit.operator-only.title')} lead={say('kit.operator-only.text')} narrow>
      <Row>
        <ButtonLink to="/" look="primary">
          {say('kit.not-found.home')}
        </ButtonLink>
      </Row>
    </Page>
  );
}
