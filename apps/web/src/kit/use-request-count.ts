import { listRequests } from '@latchkey/contract/request';
import { useCall } from './query.ts';

const ASK_AGAIN_MS = 60_000;

/** How many requests wait for one's answer; for who may answer some. */
export function useRequestCount(isAsked = true): number {
  const options = { enabled: isAsked, refetchInterval: ASK_AGAIN_MS };
  return useCall(listRequests, { query: { limit: 1 } }, options).data?.total.count ?? 0;
}
