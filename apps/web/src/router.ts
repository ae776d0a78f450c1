import type { QueryClient } from '@tanstack/react-query';
import { createRouter } from '@tanstack/react-router';
import { FailedAlone } from './kit/LostPages.tsx';
import { tree } from './routes.tsx';

/** The addresses of the application and what stands at each; every screen is a chunk of its own. */
export function newRouter(client: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: { client },
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    defaultErrorComponent: FailedAlone,
    scrollRestoration: true,
  });
}

declare module '@tanstack/react-router' {
  // Declaration merging is how the router learns its own addresses; it works with interfaces only.
  // oxlint-disable-next-line typescript/consistent-type-definitions
  interface Register {
    router: ReturnType<typeof newRouter>;
  }
}
