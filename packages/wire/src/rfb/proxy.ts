import { joined } from './bytes.ts';
import type { EndReason } from './reason.ts';
import type { Screen } from './screen.ts';
import {
  feedServerHandshake,
  serverHandshakeOf,
  withAnswer,
  withClientInit,
  type ServerGreeted,
  type ServerHandshake,
} from './server-handshake.ts';
import { feedScreen, screenStreamOf, type ScreenStream } from './server-messages.ts';
import {
  feedViewerHandshake,
  serverInit,
  VERSION,
  viewerHandshakeOf,
  type ViewerHandshake,
} from './viewer-handshake.ts';
import { feedViewer, switchMode, viewerInputOf, type Press, type ViewerFed, type ViewerInput } from './viewer-input.ts';

/**
 * One viewer's conversation with the VNC server, with us in the middle. Each viewer, and each of its reconnections, has a
 * proxy and a connection to the VNC server of its own. A state is a value: keep the newest one.
 *
 * Whatever both sides send it keeps at most the beginning of one header from the VNC server (1,048 bytes), of one message
 * from the viewer (264 bytes) and 32 keys; pictures stream through. Nothing throws.
 */
export type Proxy = {
  /** What the viewer is told the screen is called, in UTF-8. */
  name: Uint8Array;
  isOver: boolean;
  viewer: ViewerHandshake;
  server: ServerHandshake;
  input: ViewerInput;
  /** Set once the VNC server has shown its screen. */
  stream?: ScreenStream;
};

/** What the caller does, in this order. Bytes may share memory with those given in: send or copy them before those are used again. */
export type Effect =
  | { t: 'to-viewer'; bytes: Uint8Array }
  | { t: 'to-server'; bytes: Uint8Array }
  /** The next bytes to the VNC server press a key: whoever has to make the computer ready for its symbol holds them back until it is. */
  | ({ t: 'press' } & Press)
  /** The VNC server asks for its password: give `answerChallenge` the sixteen bytes. */
  | { t: 'challenge'; challenge: Uint8Array }
  /** The viewer sees the screen from here on. */
  | { t: 'opened'; width: number; height: number }
  /** It is over: close both sides once what was to be sent is sent. `detail` is the VNC server's own text, for the log. */
  | { t: 'ended'; reason: EndReason; detail?: string };

export type Turn = { proxy: Proxy; effects: Effect[] };

/** Begins, on a fresh connection to the VNC server. `hasPassword`: a challenge can be answered. */
export function startProxy(of: { name: Uint8Array; mayControl: boolean; hasPassword: boolean }): Turn {
  const proxy: Proxy = {
    name: of.name,
    isOver: false,
    viewer: viewerHandshakeOf(),
    server: serverHandshakeOf(of.hasPassword),
    input: viewerInputOf(of.mayControl),
  };
  return { proxy, effects: [{ t: 'to-viewer', bytes: VERSION }] };
}

/** Bytes came from the viewer, cut anywhere. */
export function fromViewer(proxy: Proxy, bytes: Uint8Array): Turn {
  if (proxy.isOver) return { proxy, effects: [] };
  if (!proxy.stream) {
    const { handshake, out, reason } = feedViewerHandshake(proxy.viewer, bytes);
    const turn = { proxy: { ...proxy, viewer: handshake }, effects: sent('to-viewer', out) };
    return reason === undefined ? askedForScreen(turn) : ended(turn, { reason });
  }
  const { input, out, reason } = feedViewer(proxy.input, bytes, proxy.stream.screen);
  const turn = { proxy: { ...proxy, input }, effects: typed(out) };
  return reason === undefined ? turn : ended(turn, { reason });
}

/** Bytes came from the VNC server, cut anywhere. */
export function fromServer(proxy: Proxy, bytes: Uint8Array): Turn {
  if (proxy.isOver) return { proxy, effects: [] };
  if (!proxy.stream) return greeted(proxy, feedServerHandshake(proxy.server, bytes));
  const { stream, out, reason } = feedScreen(proxy.stream, bytes);
  const turn = { proxy: { ...proxy, stream }, effects: sent('to-viewer', out) };
  return reason === undefined ? turn : ended(turn, { reason });
}

/** Somebody answered the VNC server's challenge. Out of turn, or not sixteen bytes long, it is not heard. */
export function answerChallenge(proxy: Proxy, answer: Uint8Array): Turn {
  return proxy.isOver ? { proxy, effects: [] } : greeted(proxy, withAnswer(proxy.server, answer));
}

/** Gives or takes control from the next message on; taking it lets go of every key and button. */
export function switchControl(proxy: Proxy, mayControl: boolean): Turn {
  const { input, out } = switchMode(proxy.input, mayControl);
  if (proxy.isOver) return { proxy, effects: [] };
  return { proxy: { ...proxy, input }, effects: typed(out) };
}

/** The session ended for a reason of the caller's: lets go of every key and button, and hears nobody any more. */
export function endProxy(proxy: Proxy): Turn {
  const { proxy: released, effects } = switchControl(proxy, false);
  return { proxy: { ...released, isOver: true }, effects };
}

function greeted(before: Proxy, news: ServerGreeted): Turn {
  const proxy = { ...before, server: news.handshake };
  const effects = sent('to-server', news.out);
  if (news.reason !== undefined) {
    const { reason, detail } = news;
    return ended({ proxy, effects }, detail === undefined ? { reason } : { reason, detail });
  }
  if (news.challenge) effects.push({ t: 'challenge', challenge: news.challenge });
  if (news.screen) return shown({ proxy, effects }, news.screen, news.rest ?? new Uint8Array());
  return askedForScreen({ proxy, effects });
}

/** Once the viewer waits for the screen and the VNC server has accepted us we ask for it: nothing comes too early. */
function askedForScreen({ proxy, effects }: Turn): Turn {
  if (proxy.viewer.step !== 'ready' || proxy.server.step !== 'accepted') return { proxy, effects };
  const { handshake, out } = withClientInit(proxy.server);
  return { proxy: { ...proxy, server: handshake }, effects: [...effects, ...sent('to-server', out)] };
}

function shown({ proxy, effects }: Turn, screen: Screen, rest: Uint8Array): Turn {
  const { width, height } = screen;
  const init: Effect = { t: 'to-viewer', bytes: serverInit(screen, proxy.name) };
  const next = fromServer({ ...proxy, stream: screenStreamOf(screen) }, rest);
  return { proxy: next.proxy, effects: [...effects, init, { t: 'opened', width, height }, ...next.effects] };
}

function ended({ proxy, effects }: Turn, why: { reason: EndReason; detail?: string }): Turn {
  const last = endProxy(proxy);
  return { proxy: last.proxy, effects: [...effects, ...last.effects, { t: 'ended', ...why }] };
}

function sent(t: 'to-viewer' | 'to-server', parts: readonly Uint8Array[]): Effect[] {
  const bytes = joined(parts);
  return bytes.length === 0 ? [] : [{ t, bytes }];
}

function typed(out: ViewerFed['out']): Effect[] {
  const effects: Effect[] = [];
  let parts: Uint8Array[] = [];
  for (const each of out) {
    if (each instanceof Uint8Array) parts.push(each);
    else {
      effects.push(...sent('to-server', parts), { t: 'press', ...each });
      parts = [];
    }
  }
  return [...effects, ...sent('to-server', parts)];
}
