import type { EndReason } from './reason.ts';

/** The longest side of a screen, in pixels: what X can have. */
const LONGEST_SIDE = 32_767;
/** The most pixels of a screen: eight displays of 3840 × 2160. The browser keeps four bytes for each. */
const MOST_PIXELS = 2 ** 26;

/** What is known of the VNC server's screen: its size now, and which messages of a client it has said it understands. */
export type Screen = {
  width: number;
  height: number;
  hasFence: boolean;
  hasContinuousUpdates: boolean;
  hasResize: boolean;
  hasScancodes: boolean;
  hasMoreButtons: boolean;
};

/** A screen of that size whose server has announced nothing so far. */
export function screenOf(width: number, height: number): Screen {
  return {
    width,
    height,
    hasFence: false,
    hasContinuousUpdates: false,
    hasResize: false,
    hasScancodes: false,
    hasMoreButtons: false,
  };
}

/** Whether a screen may have so many pixels. */
export function isSizeAllowed(width: number, height: number): boolean {
  return width <= LONGEST_SIDE && height <= LONGEST_SIDE && width * height <= MOST_PIXELS;
}

/** The screen with another size, or why there is no such screen. */
export function resized(screen: Screen, width: number, height: number): Screen | EndReason {
  if (width === 0 || height === 0 || !isSizeAllowed(width, height)) return 'screen-size';
  return { ...screen, width, height };
}
