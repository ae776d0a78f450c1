import { enterAccount, readAccount } from '@latchkey/contract/account';
import { readInstallation } from '@latchkey/contract/operator';
import { me } from '@latchkey/contract/person';
import type { Operation, Reply } from '@latchkey/contract/operation';
import type { Permission } from '@latchkey/domain/role';
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { call, RefusedError } from './call.ts';
import { mayCall, mayDo, nothingMine, ownUserGroups, type Mine } from './may.ts';
import { askOf, forget, useAccountId } from './query.ts';
import type { Say } from './sentence.ts';
import { remember } from './storage.ts';

/** Who is signed in, with their profiles. */
export type Me = Reply<typeof me>;
export type Profile = Me['profiles'][number];
export type Account = Reply<typeof readAccount>;

/** Asks who is signed in; null when nobody is, which is asked first, because browsers report every refusal in their console. */
export function askWho() {
  return queryOptions({
    queryKey: ['', 'person', 'person.me'],
    staleTime: 30_000,
    queryFn: async ({ client, signal }): Promise<Me | null> => {
      const { signed_in: isSignedIn } = await client.fetchQuery({ ...askInstallation(), staleTime: 0 });
      if (!isSignedIn) return null;
      try {
        return await call(me, {}, signal);
      } catch (error) {
        if (error instanceof RefusedError && error.refusal.code === 'not-signed-in') return null;
        throw error;
      }
    },
  });
}

/** Whether Latchkey is set up, and its version. */
export function askInstallation() {
  return askOf(readInstallation, {});
}

export function askAccount(accountId: string) {
  return askOf(readAccount, { accountId });
}

/** Who is signed in; nothing while it is not known or nobody is. */
export function useMe(): Me | undefined {
  return useQuery(askWho()).data ?? undefined;
}

/** Whether Latchkey is set up, and its version; nothing while that is on its way. */
export function useInstallation() {
  return useQuery(askInstallation()).data;
}

/** The account behind the page; nothing while it is on its way. */
export function useAccount(): Account | undefined {
  const accountId = useAccountId() ?? '';
  return useQuery({ ...askAccount(accountId), enabled: accountId !== '' }).data;
}

/** What the person may do in the account of the page; nothing while that is on its way. */
export function useMine(): Mine {
  return useAccount()?.my ?? nothingMine;
}

/** Whether the person may do something in the account of the page, for all of it or in the groups they look after: to show or leave out, the server decides. */
export function useMay(permission: Permission): boolean {
  return mayDo(useMine(), permission);
}

/** The user groups that the person may do something in, where that is in some only. */
export function useOwnUserGroups(permission: Permission) {
  return ownUserGroups(useMine(), permission);
}

/** Whether a call is open to the person in the account of the page, for whatever it may be made. */
export function useMayCall(operation: Operation): boolean {
  return mayCall(useMine(), operation);
}

/** "Account Holder of Acme" or "User of Acme" (P2). */
export function profileName(say: Say, profile: Pick<Profile, 'company_name' | 'role'>): string {
  return say(profile.role === 'holder' ? 'kit.profile.holder' : 'kit.profile.user', { company: profile.company_name });
}

/** Counts as entering the profile (P5) whenever the page comes into another account, and remembers it for the next visit. */
export function useEntering(accountId: string) {
  const client = useQueryClient();
  useEffect(() => {
    remember('latchkey.profile', accountId);
    // A failure here is nothing to bother anybody with: what matters fails by itself on the page.
    call(enterAccount, { accountId }).then(
      () => forget(client, undefined, ['person']),
      () => {},
    );
  }, [client, accountId]);
}
