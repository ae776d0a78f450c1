import type { ScreenSource } from './screen/source.ts';

const EVERY_MS = 800;

/** Watches the clipboard of the desktop while somebody may read it, and tells what is new; nothing that a viewer put there itself. */
export function watchClipboard(source: ScreenSource, mayRead: () => boolean, tell: (text: string) => void) {
  let known: string | undefined;
  let isReading = false;
  const look = async (): Promise<void> => {
    if (isReading) return;
    if (!mayRead()) return void (known = undefined);
    isReading = true;
    try {
      const text = (await source.clipboard()?.read()) ?? '';
      // What was there before anybody could read it is not told either.
      const isNew = known !== undefined && text !== known && text !== '';
      known = text;
      if (isNew && mayRead()) tell(text);
    } catch {
      known ??= '';
    } finally {
      isReading = false;
    }
  };
  const timer = setInterval(() => void look(), EVERY_MS);
  return {
    /** This text comes from a viewer: whoever pasted it has it. */
    pasted(text: string): void {
      known = text;
    },
    stop: (): void => clearInterval(timer),
  };
}
