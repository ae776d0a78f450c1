import type { IconName } from '../kit/Icon.tsx';
import type { Act } from './acts.ts';

/** The icon of each act. */
export const icons: Record<Act, IconName> = {
  resend: 'retry',
  reinstate: 'check',
  'change-role': 'person',
  'send-reset': 'key',
  'sign-out': 'sign-out',
  'add-to-group': 'tree',
  'remove-from-group': 'tree',
  suspend: 'lock',
  withdraw: 'close',
  delete: 'trash',
};
