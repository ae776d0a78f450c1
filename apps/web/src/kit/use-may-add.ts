import { useAccount } from './session.ts';

/** Whether the person may add computers to the account of the page: any, or their own where the account lets members (C1). */
export function useMayAdd(): boolean {
  return useAccount()?.my.adds_computers ?? false;
}
