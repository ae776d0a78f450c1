import type { Press } from '@latchkey/wire/rfb/viewer-input';
import type { ScreenSource } from './source.ts';

/** The most that waits behind one key: more than anybody types or points at meanwhile. */
const MOST_WAITING = 2_000;

/** The connection to the VNC server. */
type Server = { write: (bytes: Uint8Array) => unknown; end: () => unknown };

type Step = Uint8Array | Press | Promise<unknown>;

/** The way to the VNC server, on which what follows a key waits for the key. */
export type Orderly = {
  send: (bytes: Uint8Array) => void;
  /** The next bytes press this key: they, and all after them, wait until the desktop is ready for it. */
  press: (press: Press) => void;
  /** All that comes after this waits until it is done. */
  wait: (until: Promise<unknown>) => void;
  /** Sends all that waits, ready or not, and hangs up. */
  end: () => void;
};

/** What is sent arrives in its order. Without `prepare`, or when too much waits, nothing waits for anything. */
export function orderly(server: Server, prepare: ScreenSource['prepare']): Orderly {
  const waiting: Step[] = [];
  let isWaiting = false;
  const flush = (): void => {
    for (const each of waiting.splice(0)) if (each instanceof Uint8Array) server.write(each);
  };
  const goOn = (): void => {
    isWaiting = false;
    while (!isWaiting) {
      const next = waiting.shift();
      if (next === undefined) return;
      if (next instanceof Uint8Array) server.write(next);
      else begin(next);
    }
  };
  const begin = (step: Press | Promise<unknown>): void => {
    const ready = step instanceof Promise ? step : prepare?.(step);
    if (!ready) return;
    isWaiting = true;
    void ready.then(goOn, goOn);
  };
  const enter = (each: Step): void => {
    waiting.push(each);
    if (waiting.length > MOST_WAITING) flush();
  };
  return {
    // What waits is kept, and its memory may be used again.
    send: (bytes) => (isWaiting ? enter(new Uint8Array(bytes)) : void server.write(bytes)),
    press: (press) => (isWaiting ? enter(press) : begin(press)),
    wait: (until) => (isWaiting ? enter(until) : begin(until)),
    end() {
      flush();
      server.end();
    },
  };
}
