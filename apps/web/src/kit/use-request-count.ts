import { listRequests } from '@latchkey/contract/request';
import { useCall } from './query.ts';
import { useAccount } from './session.ts';

const ASK_AGAIN_MS = 60_000;

/** What giving something takes that can be asked for. */
const ANSWERED_WITH = ['access.grant', 'users.manage', 'computers.unlock'] as const;

/** Whether the person answers requests in the account of the page: inside limits nobody does (G5). */
function useAnswersRequests(): boolean {
  const held = useAccount()?.my.permissions ?? [];
  return held.includes('users.view') && ANSWERED_WITH.some((one) => held.includes(one));
}

/** How many requests wait for one's answer; none for who answers none. */
export function useRequestCount(): number {
  const options = { enabled: useAnswersRequests(), refetchInterval: ASK_AGAIN_MS };
  return useCall(listRequests, { query: { limit: 1 } }, options).data?.total.count ?? 0;
}
