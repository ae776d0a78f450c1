import type RFB from '@novnc/novnc';

/** What noVNC draws on: a photograph waits in its queue until the browser has read it, and everything after it waits for that. */
type Drawing = { imageRect: (...drawn: unknown[]) => void; readonly _renderQ: readonly Waiting[] };
type Waiting = { type: string; img?: HTMLImageElement; width?: number; height?: number };

/**
 * Tells of a photograph that no browser can read, or that has another size than its place. noVNC waits for such a one for ever and shows
 * nothing more, without a word: it hears of none but those that load (1.7.0, whose inner parts this looks at).
 */
export function hearBrokenPictures(rfb: RFB, broken: () => void): void {
  const drawing = Reflect.get(rfb, '_display') as Drawing;
  const draw = drawing.imageRect.bind(drawing);
  drawing.imageRect = (...drawn) => {
    draw(...drawn);
    const last = drawing._renderQ.at(-1);
    const img = last?.type === 'img' ? last.img : undefined;
    if (!last || !img) return;
    // One that was drawn is emptied by noVNC, which the browser tells of as an error too.
    const isWaiting = (): boolean => drawing._renderQ.includes(last);
    const hasOtherSize = (): boolean => img.naturalWidth !== last.width || img.naturalHeight !== last.height;
    img.addEventListener('error', () => isWaiting() && broken(), { once: true });
    img.addEventListener('load', () => isWaiting() && hasOtherSize() && broken(), { once: true });
  };
}
