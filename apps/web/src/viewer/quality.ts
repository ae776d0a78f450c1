/** How good the picture is against how fast it comes: noVNC's levels, 0 to 9 each. */
const levels = {
  /** For slow networks: coarse JPEG, and time spent on packing. */
  low: { quality: 1, compression: 9 },
  balanced: { quality: 6, compression: 2 },
  /** For text and pictures on a fast network. */
  best: { quality: 9, compression: 1 },
} as const;

export type Quality = keyof typeof levels;
export const qualities = Object.keys(levels) as Quality[];

export function levelsOf(quality: Quality): { quality: number; compression: number } {
  return levels[quality];
}

/** How the picture stands in the window: all of it, or pixel by pixel with scrolling, by bars or by dragging the picture itself. */
export const fits = ['fit', 'original', 'drag'] as const;
export type Fit = (typeof fits)[number];

/** noVNC's properties for it. Clipping shows a part of the picture that can be dragged; without it there are scroll bars. */
export function viewportOf(fit: Fit): { scaleViewport: boolean; clipViewport: boolean; dragViewport: boolean } {
  return { scaleViewport: fit === 'fit', clipViewport: fit === 'drag', dragViewport: fit === 'drag' };
}
