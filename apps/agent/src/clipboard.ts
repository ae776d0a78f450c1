import type { ScreenSource } from './screen/source.ts';

const EVERY_MS = 800;

/** The watch over a clipboard. */
export type ClipboardWatch = {
  /** This text comes from a viewer: whoever pasted it has it. */
  pasted: (text: string) => void;
  stop: () => void;
};

type Watch = {
  source: ScreenSource;
  mayRead: () => boolean;
  tell: (text: string) => void;
  /** What is in it, as far as was seen: nothing is known of it before somebody could read it. */
  known: string | undefined;
  /** What a viewer has given and was not seen in it yet. */
  given: string | undefined;
  isReading: boolean;
  isNews: boolean;
  /** Whether the desktop tells by itself; `asked` while that is found out, `no` where it can't. */
  telling: { is: 'idle' | 'asked' | 'no' } | { is: 'yes'; stop: () => void };
};

/**
 * Watches the clipboard of the desktop while somebody may read it, and tells what is new; nothing that a viewer put there itself, and
 * nothing of before anybody could read it. It is read when the desktop says that it has changed, since programs give some texts away only
 * once; and every so often where the desktop says nothing.
 */
export function watchClipboard(
  source: ScreenSource,
  mayRead: () => boolean,
  tell: (text: string) => void,
): ClipboardWatch {
  const watch: Watch = {
    source,
    mayRead,
    tell,
    known: undefined,
    given: undefined,
    isReading: false,
    isNews: false,
    telling: { is: 'idle' },
  };
  const timer = setInterval(() => tick(watch), EVERY_MS);
  return {
    pasted: (text) => void (watch.given = withUnixLines(text)),
    stop() {
      clearInterval(timer);
      rest(watch);
    },
  };
}

function tick(watch: Watch): void {
  if (!watch.mayRead()) return rest(watch);
  if (watch.telling.is === 'idle') void begin(watch);
  else if (watch.telling.is === 'no') void look(watch);
}

function rest(watch: Watch): void {
  if (watch.telling.is === 'yes') watch.telling.stop();
  if (watch.telling.is !== 'asked') watch.telling = { is: 'idle' };
  watch.known = undefined;
  watch.given = undefined;
}

async function begin(watch: Watch): Promise<void> {
  watch.telling = { is: 'asked' };
  const lost = (): void => void (watch.telling = { is: 'idle' });
  try {
    const stop = await watch.source.clipboard()?.watch?.(() => void look(watch), lost);
    if (!stop) watch.telling = { is: 'no' };
    else {
      watch.known ??= '';
      watch.telling = { is: 'yes', stop };
    }
  } catch {
    watch.telling = { is: 'no' };
  }
}

/** Reads it, and once more where it changed meanwhile. */
async function look(watch: Watch): Promise<void> {
  watch.isNews = true;
  if (watch.isReading) return;
  watch.isReading = true;
  try {
    while (watch.isNews) {
      watch.isNews = false;
      if (watch.mayRead()) await read(watch);
    }
  } finally {
    watch.isReading = false;
  }
}

async function read(watch: Watch): Promise<void> {
  const found = await watch.source
    .clipboard()
    ?.read()
    .catch(() => undefined);
  const text = withUnixLines(found ?? '');
  const isNew = watch.known !== undefined && text !== watch.known && text !== watch.given && text !== '';
  watch.known = text;
  if (text === watch.given) watch.given = undefined;
  if (isNew && watch.mayRead()) watch.tell(text);
}

/** Browsers on Windows end lines in their own way, which desktops show as rubbish. */
export function withUnixLines(text: string): string {
  return text.replaceAll('\r\n', '\n');
}
