import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, redirect } from '@tanstack/react-router';
import { NotFoundPage } from './kit/LostPages.tsx';
import { Root } from './kit/Root.tsx';
import { screen } from './kit/screen.ts';
import { askInstallation, askWho } from './kit/session.ts';
import { recall } from './kit/storage.ts';
import { destinationOf, safeNext } from './kit/where-to.ts';

/** Above every page. */
export const root = createRootRouteWithContext<{ client: QueryClient }>()({
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

/** Where somebody wanted to go, as the sign-in page keeps it; nothing where that is no page of ours. */
export function nextOf(wanted: unknown): SignInSearch {
  const next = safeNext(wanted);
  return next === undefined ? {} : { next };
}

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>) => nextOf(search['next']),
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

const approveCode = createRoute({
  getParentRoute: () => root,
  path: '/approve-code',
  component: screen(() => import('./entry/ApproveCodePage.tsx'), 'ApproveCodePage', ['entry', 'approval']),
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

/** The pages by which one comes in. */
export const entryRoutes = [
  start,
  signIn,
  forgot,
  reset,
  invitation,
  accountOffer,
  approveCode,
  signUp,
  address,
  setUp,
] as const;
