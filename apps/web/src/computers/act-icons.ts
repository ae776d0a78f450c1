import type { IconName } from '../kit/Icon.tsx';
import type { Act } from './acts.ts';

/** The icon of each act. */
export const icons: Record<Act, IconName> = { approve: 'check', move: 'right', owner: 'person', remove: 'trash' };
