import type { Duplex } from 'node:stream';
import {
  answerChallenge,
  endProxy,
  fromServer,
  fromViewer,
  type Proxy,
  startProxy,
  switchControl,
  type Turn,
} from '@latchkey/wire/rfb/proxy';
import { orderly } from './screen/orderly.ts';
import type { ScreenSource } from './screen/source.ts';

/** A viewer's connection to the VNC server, with the proxy of `wire` in the middle. */
export type Viewing = {
  /** RFB bytes of the viewer. */
  receive: (bytes: Uint8Array) => void;
  allowControl: (allowed: boolean) => void;
  /** What the viewer does after this waits until it is done. */
  wait: (until: Promise<unknown>) => void;
  /** Stops reading the screen while its viewer can't take more, and reads on. */
  pause: () => void;
  resume: () => void;
  /** Lets go of every key and button, and hangs up. */
  close: () => void;
};

export type ViewingEvents = {
  /** RFB bytes for the viewer. */
  show: (bytes: Uint8Array) => void;
  /** Whoever views used a key or the pointer. */
  acted?: () => void;
  /** It is over: by the screen, or because one side broke the protocol. */
  ended: (reason: string) => void;
};

const encoder = new TextEncoder();
/** A VNC server that greets does so at once; one that says nothing for this long, twice in a row, is stuck. */
const GREETS_WITHIN_MS = 4_000;

/** Begins on a fresh connection. `name` is what the viewer is told the screen is called,
 * `answer` the answer to a challenge of a VNC server that wants a password, `prepare` what makes the desktop ready for a key. */
export function startViewing(
  connection: Duplex,
  of: { name: string; control: boolean; answer?: ScreenSource['answer']; prepare?: ScreenSource['prepare'] },
  events: ViewingEvents,
): Viewing {
  let proxy: Proxy;
  let isOver = false;
  const way = orderly(connection, of.prepare);
  const take = (turn: Turn): void => {
    proxy = turn.proxy;
    for (const effect of turn.effects) {
      if (effect.t === 'to-viewer') events.show(effect.bytes);
      else if (effect.t === 'to-server') way.send(effect.bytes);
      else if (effect.t === 'press') way.press(effect);
      else if (effect.t === 'ended') over(effect.reason);
      else if (effect.t === 'challenge') meet(effect.challenge);
    }
  };
  const meet = (challenge: Uint8Array): void =>
    of.answer ? take(answerChallenge(proxy, of.answer(challenge))) : over('screen-security');
  const over = (reason: string): void => {
    if (isOver) return;
    isOver = true;
    clearInterval(looking);
    way.end();
    events.ended(reason);
  };
  const begin = startProxy({ name: encoder.encode(of.name), mayControl: of.control, hasPassword: !!of.answer });
  proxy = begin.proxy;
  const looking = listen(connection, { proxy: () => proxy, take, over });
  take(begin);
  return {
    receive(bytes) {
      const { pressed } = proxy.input;
      take(fromViewer(proxy, bytes));
      if (proxy.input.pressed !== pressed) events.acted?.();
    },
    allowControl: (allowed) => take(switchControl(proxy, allowed)),
    wait: way.wait,
    pause: () => connection.pause(),
    resume: () => connection.resume(),
    close() {
      if (isOver) return;
      isOver = true;
      clearInterval(looking);
      take(endProxy(proxy));
      way.end();
    },
  };
}

type Listening = { proxy: () => Proxy; take: (turn: Turn) => void; over: (reason: string) => void };

/** Hears the VNC server, and ends the conversation with one that is lost, or stuck before it has shown its screen. */
function listen(connection: Duplex, { proxy, take, over }: Listening): NodeJS.Timeout {
  connection.on('data', (bytes: Buffer) => take(fromServer(proxy(), bytes)));
  connection.on('error', () => over('screen-lost'));
  connection.on('close', () => over('screen-lost'));
  let before: Proxy['server']['step'] | undefined;
  const looking = setInterval(() => {
    const { stream, server } = proxy();
    if (stream) return clearInterval(looking);
    // Once it has accepted us it is the viewer's turn to speak.
    if (server.step === before && server.step !== 'accepted') over('screen-silent');
    before = server.step;
  }, GREETS_WITHIN_MS);
  return looking;
}
