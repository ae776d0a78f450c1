import { useWindowVirtualizer } from '@tanstack/react-virtual';
import type { RefObject } from 'react';

/** The height of a row before it is drawn, in pixels; the style sheet keeps to it. */
const ROW_PX = 49;
/** Up to this many rows are simply all drawn, so that the browser's own search finds them. */
const ALL_BELOW = 200;

/** Which rows are drawn, and how many pixels stand for those above and below them. */
export function useWindowedRows(count: number, body: RefObject<HTMLElement | null>) {
  const rows = useWindowVirtualizer({
    count,
    estimateSize: () => ROW_PX,
    overscan: 12,
    scrollMargin: body.current === null ? 0 : body.current.getBoundingClientRect().top + window.scrollY,
    enabled: count > ALL_BELOW,
  });
  if (count <= ALL_BELOW) return { visible: Array.from({ length: count }, (_, index) => index), above: 0, below: 0 };
  const drawn = rows.getVirtualItems();
  const first = drawn[0];
  const last = drawn.at(-1);
  return {
    visible: drawn.map(({ index }) => index),
    above: first === undefined ? 0 : first.index * ROW_PX,
    below: last === undefined ? 0 : (count - 1 - last.index) * ROW_PX,
  };
}
