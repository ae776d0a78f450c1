import type { KeyMode } from './keys.ts';
import type { Fit, Quality } from './quality.ts';

/** How a person wants the desktop. */
export type Wishes = { control: boolean; fit: Fit; quality: Quality; keyMode: KeyMode };
