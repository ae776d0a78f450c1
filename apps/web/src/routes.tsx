import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, Outlet, redirect } from '@tanstack/react-router';
import { helpSearchOf } from './help/address.ts';
import { FailedPage, NotFoundPage } from './kit/LostPages.tsx';
import { resultOf } from './kit/navigation.ts';
import { Root } from './kit/Root.tsx';
import { screen } from './kit/screen.ts';
import { askAccount, askInstallation, askWho } from './kit/session.ts';
import { recall } from './kit/storage.ts';
import { destinationOf, safeNext } from './kit/where-to.ts';

const REMEMBERED_MS = 300_000;

const root = createRootRouteWithContext<{ client: QueryClient }>()({
  component: Root,
  notFoundComponent: NotFoundPage,
});

const start = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: screen(() => import('./entry/NoProfilePage.tsx'), 'NoProfilePage', ['entry']),
  beforeLoad: async ({ context: { client } }) => {
    const [installation, me] = await Promise.all([
      client.fetchQuery(askInstallation()),
      client.fetchQuery({ ...askWho(), staleTime: 0 }),
    ]);
    const destination = destinationOf({
      isSetUp: installation.set_up,
      accounts: me?.profiles.map((profile) => profile.account_id),
      last: recall('latchkey.profile'),
    });
    if (destination.to === 'set-up') throw redirect({ to: '/set-up', replace: true });
    if (destination.to === 'sign-in') throw redirect({ to: '/sign-in', replace: true });
    if (destination.to === 'account') {
      throw redirect({ to: '/a/$accountId', params: { accountId: destination.accountId }, replace: true });
    }
  },
});

/** What of the address the sign-in page reads. */
type SignInSearch = { next?: string };

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>): SignInSearch => {
    const next = safeNext(search['next']);
    return next === undefined ? {} : { next };
  },
  component: screen(() => import('./entry/SignInPage.tsx'), 'SignInPage', ['entry']),
  beforeLoad: async ({ context: { client }, search }) => {
    const [installation, me] = await Promise.all([
      client.fetchQuery(askInstallation()),
      client.fetchQuery({ ...askWho(), staleTime: 0 }),
    ]);
    if (!installation.set_up) throw redirect({ to: '/set-up', replace: true });
    if (me !== null) throw redirect({ href: search.next ?? '/', replace: true });
  },
});

const forgot = createRoute({
  getParentRoute: () => root,
  path: '/forgot',
  component: screen(() => import('./entry/ForgotPage.tsx'), 'ForgotPage', ['entry']),
});

const reset = createRoute({
  getParentRoute: () => root,
  path: '/reset',
  component: screen(() => import('./entry/ResetPage.tsx'), 'ResetPage', ['entry']),
});

const invitation = createRoute({
  getParentRoute: () => root,
  path: '/invitation',
  component: screen(() => import('./entry/InvitationPage.tsx'), 'InvitationPage', ['entry']),
});

const accountOffer = createRoute({
  getParentRoute: () => root,
  path: '/account-offer',
  component: screen(() => import('./entry/AccountOfferPage.tsx'), 'AccountOfferPage', ['entry']),
});

const signUp = createRoute({
  getParentRoute: () => root,
  path: '/sign-up',
  component: screen(() => import('./entry/SignUpPage.tsx'), 'SignUpPage', ['entry']),
});

const address = createRoute({
  getParentRoute: () => root,
  path: '/address',
  component: screen(() => import('./entry/AddressPage.tsx'), 'AddressPage', ['entry']),
});

const setUp = createRoute({
  getParentRoute: () => root,
  path: '/set-up',
  component: screen(() => import('./entry/SetUpPage.tsx'), 'SetUpPage', ['entry']),
  loader: ({ context: { client } }) => client.fetchQuery(askInstallation()),
});

/** Everything for who is signed in; others sign in first and come back. */
const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  component: Outlet,
  beforeLoad: async ({ context: { client }, location }) => {
    // Signing in and out forget who it was, so what is remembered can be trusted for a while.
    const me = await client.fetchQuery({ ...askWho(), staleTime: REMEMBERED_MS });
    if (me === null) throw redirect({ to: '/sign-in', search: nextOf(location.href), replace: true });
  },
});

function nextOf(href: string): SignInSearch {
  const next = safeNext(href);
  return next === undefined ? {} : { next };
}

const account = createRoute({
  getParentRoute: () => signedIn,
  path: '/a/$accountId',
  component: screen(() => import('./kit/Places.tsx'), 'AccountPlace'),
  loader: ({ context: { client }, params: { accountId } }) => void client.prefetchQuery(askAccount(accountId)),
});

const home = createRoute({
  getParentRoute: () => account,
  path: '/',
  errorComponent: FailedPage,
  component: screen(() => import('./home/HomePage.tsx'), 'HomePage', ['home']),
});

const users = createRoute({
  getParentRoute: () => account,
  path: '/users',
  errorComponent: FailedPage,
  component: screen(() => import('./users/UsersPage.tsx'), 'UsersPage', ['users']),
});

const invite = createRoute({
  getParentRoute: () => account,
  path: '/users/invite',
  validateSearch: resultOf,
  errorComponent: FailedPage,
  component: screen(() => import('./users/InvitePage.tsx'), 'InvitePage', ['users', 'invite']),
});

const user = createRoute({
  getParentRoute: () => account,
  path: '/users/$memberId',
  errorComponent: FailedPage,
  component: screen(() => import('./users/UserPage.tsx'), 'UserPage', ['users', 'activity']),
});

const connect = createRoute({
  getParentRoute: () => account,
  path: '/computers/$computerId/connect',
  errorComponent: FailedPage,
  component: screen(() => import('./viewer/ConnectPage.tsx'), 'ConnectPage', ['viewer']),
});

const settings = createRoute({
  getParentRoute: () => account,
  path: '/settings',
  errorComponent: FailedPage,
  component: screen(() => import('./settings/SettingsPage.tsx'), 'SettingsPage', ['settings']),
});

const handover = createRoute({
  getParentRoute: () => account,
  path: '/handover',
  errorComponent: FailedPage,
  component: screen(() => import('./handover/HandoverPage.tsx'), 'HandoverPage', ['settings']),
});

const tokens = createRoute({
  getParentRoute: () => account,
  path: '/tokens',
  errorComponent: FailedPage,
  component: screen(() => import('./tokens/TokensPage.tsx'), 'TokensPage', ['tokens']),
});

const activity = createRoute({
  getParentRoute: () => account,
  path: '/activity',
  errorComponent: FailedPage,
  component: screen(() => import('./activity/ActivityPage.tsx'), 'ActivityPage', ['activity']),
});

const accountHelp = createRoute({
  getParentRoute: () => account,
  path: '/help',
  validateSearch: helpSearchOf,
  errorComponent: FailedPage,
  component: screen(() => import('./help/HelpPage.tsx'), 'HelpPage', ['help']),
});

const accountArticle = createRoute({
  getParentRoute: () => account,
  path: '/help/$slug',
  errorComponent: FailedPage,
  component: screen(() => import('./help/ArticlePage.tsx'), 'ArticlePage', ['help']),
});

const person = createRoute({
  getParentRoute: () => signedIn,
  id: 'person',
  component: screen(() => import('./kit/Places.tsx'), 'PersonPlace'),
});

const myself = createRoute({
  getParentRoute: () => person,
  path: '/me',
  errorComponent: FailedPage,
  component: screen(() => import('./person/PersonPage.tsx'), 'PersonPage', ['person']),
});

const security = createRoute({
  getParentRoute: () => person,
  path: '/me/security',
  errorComponent: FailedPage,
  component: screen(() => import('./person/SecurityPage.tsx'), 'SecurityPage', ['person']),
});

const data = createRoute({
  getParentRoute: () => person,
  path: '/me/data',
  errorComponent: FailedPage,
  component: screen(() => import('./person/DataPage.tsx'), 'DataPage', ['person']),
});

const operator = createRoute({
  getParentRoute: () => signedIn,
  path: '/operator',
  component: screen(() => import('./kit/Places.tsx'), 'OperatorPlace'),
});

const mailServer = createRoute({
  getParentRoute: () => operator,
  path: '/',
  errorComponent: FailedPage,
  component: screen(() => import('./operator/MailPage.tsx'), 'MailPage', ['operator']),
});

const outbox = createRoute({
  getParentRoute: () => operator,
  path: '/outbox',
  errorComponent: FailedPage,
  component: screen(() => import('./operator/OutboxPage.tsx'), 'OutboxPage', ['operator']),
});

const notices = createRoute({
  getParentRoute: () => operator,
  path: '/notices',
  errorComponent: FailedPage,
  component: screen(() => import('./operator/NoticesPage.tsx'), 'NoticesPage', ['operator']),
});

/** The help for everybody, also for who is not signed in. */
const helpPlace = createRoute({
  getParentRoute: () => root,
  path: '/help',
  component: screen(() => import('./help/HelpPlace.tsx'), 'HelpPlace', ['help']),
  beforeLoad: ({ context: { client } }) => client.fetchQuery({ ...askWho(), staleTime: REMEMBERED_MS }),
});

const helpList = createRoute({
  getParentRoute: () => helpPlace,
  path: '/',
  validateSearch: helpSearchOf,
  errorComponent: FailedPage,
  component: screen(() => import('./help/HelpPage.tsx'), 'HelpPage', ['help']),
});

const helpArticle = createRoute({
  getParentRoute: () => helpPlace,
  path: '/$slug',
  errorComponent: FailedPage,
  component: screen(() => import('./help/ArticlePage.tsx'), 'ArticlePage', ['help']),
});

/** Every address and what stands there. */
export const tree = root.addChildren([
  start,
  signIn,
  forgot,
  reset,
  invitation,
  accountOffer,
  signUp,
  address,
  setUp,
  helpPlace.addChildren([helpList, helpArticle]),
  signedIn.addChildren([
    account.addChildren([
      home,
      connect,
      users,
      invite,
      user,
      accountHelp,
      accountArticle,
      settings,
      handover,
      tokens,
      activity,
    ]),
    person.addChildren([myself, security, data]),
    operator.addChildren([mailServer, outbox, notices]),
  ]),
]);
