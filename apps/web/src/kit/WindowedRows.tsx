import { useWindowVirtualizer } from '@tanstack/react-virtual';
import type { ReactNode, RefObject } from 'react';

/** The height of a row, in pixels; the style sheet keeps to it. */
const ROW_PX = 49;

type WindowedProps = {
  count: number;
  span: number;
  body: RefObject<HTMLElement | null>;
  draw: (indexes: readonly number[]) => ReactNode;
};

/** The rows of a long table that are in sight; empty space stands for those above and below them. */
export function WindowedRows({ count, span, body, draw }: WindowedProps) {
  const rows = useWindowVirtualizer({
    count,
    estimateSize: () => ROW_PX,
    overscan: 12,
    scrollMargin: body.current === null ? 0 : body.current.getBoundingClientRect().top + window.scrollY,
  });
  const drawn = rows.getVirtualItems();
  const first = drawn[0]?.index ?? 0;
  const last = drawn.at(-1)?.index ?? count - 1;
  return (
    <>
      <Spacer height={first * ROW_PX} span={span} />
      {draw(drawn.map(({ index }) => index))}
      <Spacer height={(count - 1 - last) * ROW_PX} span={span} />
    </>
  );
}

function Spacer({ height, span }: { height: number; span: number }) {
  if (height <= 0) return null;
  return (
    <tr aria-hidden="true">
      <td colSpan={span} style={{ height, padding: 0, border: 0 }} />
    </tr>
  );
}
