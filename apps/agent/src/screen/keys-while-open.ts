import type { Duplex } from 'node:stream';
import type { Press } from '@latchkey/wire/rfb/viewer-input';
import { openKeyboard, type Keyboard } from './keyboard-x11.ts';

/** Borrowed keys are kept this long after the last viewer went: a program may not have read what was typed last. */
const GIVES_BACK_AFTER_MS = 2_000;

/** The keyboard of a display while anybody views it. */
export type KeysWhileOpen = {
  /** A viewer came to a display, whose cookies are in that file. */
  opened: (connection: Duplex, display: string, authority: string) => void;
  prepare: (press: Press) => Promise<void> | undefined;
  stop: () => Promise<void>;
};

/** Opens the keyboard with the first viewer and gives back what it borrowed after the last. A display that has none is typed at without. */
export function keysWhileOpen(): KeysWhileOpen {
  let viewers = 0;
  let keyboard: Keyboard | undefined;
  let opening: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  const stop = async (): Promise<void> => {
    clearTimeout(timer);
    await opening;
    const left = keyboard;
    keyboard = undefined;
    opening = undefined;
    await left?.giveBack();
    left?.close();
  };
  return {
    opened(connection, display, authority) {
      viewers += 1;
      clearTimeout(timer);
      opening ??= openKeyboard(display, authority).then(
        (opened) => void (keyboard = opened),
        () => undefined,
      );
      connection.once('close', () => {
        viewers -= 1;
        if (viewers === 0) timer = setTimeout(() => void stop(), GIVES_BACK_AFTER_MS).unref();
      });
    },
    prepare: (press) => (keyboard ? keyboard.prepare(press) : opening?.then(() => keyboard?.prepare(press))),
    stop,
  };
}
