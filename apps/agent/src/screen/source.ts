import type { Duplex } from 'node:stream';
import type { Press } from '@latchkey/wire/rfb/viewer-input';

/**
 * What shows a computer's desktop: the VNC server of its platform, on a socket that only the agent opens. One source serves any number
 * of connections; each session has its own.
 */
export type ScreenSource = {
  /** A connection to the VNC server, which is started if it does not run. @throws ScreenMissing when there is nothing to show */
  open(): Promise<Duplex>;
  /** The account at whose desktop the screen is, as the operating system calls it; empty when nobody knows. */
  user(): string;
  /** The clipboard of that desktop; nothing where the platform has no way to it. */
  clipboard(): Clipboard | undefined;
  /** Answers the challenge of a VNC server that asks for a password; where there is none, it asks for nothing. */
  answer?: (challenge: Uint8Array) => Uint8Array;
  /**
   * Makes the desktop ready for a key that is about to be pressed, where its keyboard may lack what the key makes: the press waits until
   * it is. Nothing where nothing is to be waited for. It never fails.
   */
  prepare?: (press: Press) => Promise<void> | undefined;
  stop(): Promise<void>;
};

export type Clipboard = {
  read(): Promise<string>;
  write(text: string): Promise<void>;
  /** Tells when something else was put into it, until told to stop, and when it can't tell any more. @throws when it can't tell at all */
  watch?: (changed: () => void, lost: () => void) => Promise<() => void>;
};

/** There is no screen to show, and what the person at the computer can do about it. */
export class ScreenMissing extends Error {
  override name = 'ScreenMissing';
}
