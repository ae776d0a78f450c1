import { useAccount } from '../kit/session.ts';
import type { Viewer } from './acts.ts';

const nobody: Viewer = { member_id: '', permissions: [] };

/** Who looks at the computers of the account, with what they may do; nobody while that is on its way. */
export function useViewer(): Viewer {
  return useAccount()?.my ?? nobody;
}
