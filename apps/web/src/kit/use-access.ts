import { readAccess, setAccess } from '@latchkey/contract/computer-access';
import type { Refusal } from '@latchkey/domain/refusal';
import { useQueryClient } from '@tanstack/react-query';
import { draftOf, givenIn, type AccessDraft } from './access.ts';
import { outcomeOf } from './bulk-lines.ts';
import { RefusedError } from './call.ts';
import type { ConsequenceList } from './Dialog.tsx';
import { askOf, useAccountId, useAct } from './query.ts';

/** What is set: own access and, where it is said, whether what their user groups open is switched off (G4). */
export type AccessWish = AccessDraft & { onlyOwn?: boolean };

/** Reads a member's access, sets it, and says before what would follow. All three throw what a call throws, also for the one line. */
export function useAccess() {
  const client = useQueryClient();
  const accountId = useAccountId() ?? '';
  const { actAndWait } = useAct(setAccess, { changes: ['member', 'session', 'audit'] });
  const set = async (memberId: string, access: AccessWish, dryRun: boolean): Promise<ConsequenceList> => {
    const { onlyOwn } = access;
    const switched = onlyOwn === undefined ? {} : { only_own: onlyOwn };
    const item = { member_id: memberId, ...givenIn(access), ...switched };
    const answer = await actAndWait({ body: { items: [item] }, ...(dryRun ? { dryRun } : {}) });
    const [refused] = outcomeOf([item], answer).refused;
    if (refused !== undefined) throw new RefusedError(refused.refusal satisfies Refusal);
    return answer.consequences ?? [];
  };
  return {
    read: async (memberId: string): Promise<AccessDraft> =>
      draftOf(
        await client.fetchQuery({
          ...askOf(readAccess, { accountId, params: { member_id: memberId } }),
          staleTime: 0,
        }),
      ),
    set: (memberId: string, access: AccessWish) => set(memberId, access, false),
    foresee: (memberId: string, access: AccessWish) => set(memberId, access, true),
  };
}
