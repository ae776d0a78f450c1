import { createRoute, Outlet, redirect } from '@tanstack/react-router';
import { entryRoutes, nextOf, root } from './entry-routes.tsx';
import { helpSearchOf } from './help/address.ts';
import { FailedPage } from './kit/LostPages.tsx';
import { newIn, replacedIn, resultOf } from './kit/navigation.ts';
import { screen } from './kit/screen.ts';
import { askAccount, askWho } from './kit/session.ts';

const REMEMBERED_MS = 300_000;

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
  component: screen(() => import('./home/HomePage.tsx'), 'HomePage', ['home', 'computers']),
});

const computers = createRoute({
  getParentRoute: () => account,
  path: '/computers',
  errorComponent: FailedPage,
  component: screen(() => import('./computers/ComputersPage.tsx'), 'ComputersPage', ['computers', 'batch']),
});

const addComputer = createRoute({
  getParentRoute: () => account,
  path: '/computers/add',
  validateSearch: replacedIn,
  errorComponent: FailedPage,
  component: screen(() => import('./computers/AddPage.tsx'), 'AddPage', ['computers']),
});

const computerGroups = createRoute({
  getParentRoute: () => account,
  path: '/computers/groups',
  errorComponent: FailedPage,
  component: screen(() => import('./computers/GroupsPage.tsx'), 'GroupsPage', ['computers']),
});

const computer = createRoute({
  getParentRoute: () => account,
  path: '/computers/$computerId',
  errorComponent: FailedPage,
  component: screen(() => import('./computers/ComputerPage.tsx'), 'ComputerPage', ['computers', 'sessions']),
});

const sessions = createRoute({
  getParentRoute: () => account,
  path: '/sessions',
  errorComponent: FailedPage,
  component: screen(() => import('./sessions/SessionsPage.tsx'), 'SessionsPage', ['sessions']),
});

const users = createRoute({
  getParentRoute: () => account,
  path: '/users',
  errorComponent: FailedPage,
  component: screen(() => import('./users/UsersPage.tsx'), 'UsersPage', ['users', 'batch', 'roles']),
});

const invite = createRoute({
  getParentRoute: () => account,
  path: '/users/invite',
  validateSearch: resultOf,
  errorComponent: FailedPage,
  component: screen(() => import('./users/InvitePage.tsx'), 'InvitePage', ['users', 'invite', 'computers', 'roles']),
});

const user = createRoute({
  getParentRoute: () => account,
  path: '/users/$memberId',
  errorComponent: FailedPage,
  component: screen(() => import('./users/UserPage.tsx'), 'UserPage', [
    'users',
    'activity',
    'computers',
    'groups',
    'roles',
  ]),
});

const groups = createRoute({
  getParentRoute: () => account,
  path: '/groups',
  validateSearch: newIn,
  errorComponent: FailedPage,
  component: screen(() => import('./groups/GroupsPage.tsx'), 'GroupsPage', ['groups']),
});

const group = createRoute({
  getParentRoute: () => account,
  path: '/groups/$groupId',
  errorComponent: FailedPage,
  component: screen(() => import('./groups/GroupPage.tsx'), 'GroupPage', ['groups', 'computers', 'users', 'roles']),
});

const roles = createRoute({
  getParentRoute: () => account,
  path: '/roles',
  errorComponent: FailedPage,
  component: screen(() => import('./roles/RolesPage.tsx'), 'RolesPage', ['roles']),
});

const requests = createRoute({
  getParentRoute: () => account,
  path: '/requests',
  errorComponent: FailedPage,
  component: screen(() => import('./requests/RequestsPage.tsx'), 'RequestsPage', ['request', 'computers']),
});

const myRequests = createRoute({
  getParentRoute: () => account,
  path: '/my-requests',
  errorComponent: FailedPage,
  component: screen(() => import('./requests/MyRequestsPage.tsx'), 'MyRequestsPage', ['request']),
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
  ...entryRoutes,
  helpPlace.addChildren([helpList, helpArticle]),
  signedIn.addChildren([
    account.addChildren([
      home,
      computers,
      addComputer,
      computerGroups,
      computer,
      connect,
      sessions,
      users,
      invite,
      user,
      groups,
      group,
      roles,
      requests,
      myRequests,
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
