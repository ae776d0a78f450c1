import { mayDo } from './may.ts';
import { useAccount } from './session.ts';

/** Whether the person may add computers to the account of the page: any, or their own where the account lets members (C1). */
export function useMayAdd(): boolean {
  const my = useAccount()?.my;
  return my !== undefined && (my.adds_computers || mayDo(my, 'computers.enrol'));
}
