import { Outlet } from '@tanstack/react-router';
import { useEffect, type ReactNode } from 'react';
import { ButtonLink } from './Link.tsx';
import { useNews } from './news.ts';
import { Page } from './Page.tsx';
import { Row } from './Layout.tsx';
import { useAccountId } from './query.ts';
import { useLanguage, useSay } from './sentence.ts';
import { useAccount, useEntering, useMay, useMe } from './session.ts';
import { NavLink, Shell } from './Shell.tsx';

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
  const say = useSay();
  const account = useAccount();
  const mayView = useMay('users.view');
  const mayInvite = useMay('users.manage');
  useEntering(accountId);
  useNews(accountId);
  const params = { accountId };
  const nav = (
    <>
      <NavLink to="/a/$accountId" params={params} icon="home" activeOptions={{ exact: true }}>
        {say('kit.nav.home')}
      </NavLink>
      {mayView ? (
        <NavLink to="/a/$accountId/users" params={params} icon="users" activeOptions={{ exact: true }}>
          {say('kit.nav.users')}
        </NavLink>
      ) : null}
      {mayInvite ? (
        <NavLink to="/a/$accountId/users/invite" params={params} icon="invite" below>
          {say('kit.nav.invite')}
        </NavLink>
      ) : null}
    </>
  );
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
  const nav = me?.is_operator ? (
    <>
      <NavLink to="/" icon="home">
        {say('kit.nav.home')}
      </NavLink>
      <NavLink to="/operator" icon="mail" activeOptions={{ exact: true }}>
        {say('kit.nav.mail')}
      </NavLink>
      <NavLink to="/operator/outbox" icon="outbox">
        {say('kit.nav.outbox')}
      </NavLink>
    </>
  ) : null;
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
    <Shell place={say('kit.menu.me')} nav={<PersonNav />}>
      {children ?? <Outlet />}
    </Shell>
  );
}

function PersonNav() {
  const say = useSay();
  return (
    <>
      <NavLink to="/" icon="home">
        {say('kit.nav.home')}
      </NavLink>
      <NavLink to="/me" icon="person">
        {say('kit.menu.me')}
      </NavLink>
    </>
  );
}

/** Whoever is signed in is spoken to in their own language. */
function useOwnLanguage() {
  const own = useMe()?.language;
  const { speak } = useLanguage();
  useEffect(() => {
    if (own !== undefined) void speak(own);
  }, [own, speak]);
}

function ForeignPlace() {
  const say = useSay();
  return (
    <Shell place="" nav={<PersonNav />}>
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
