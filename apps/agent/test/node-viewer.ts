import assert from 'node:assert/strict';
import { driveViewer } from '@latchkey/wire/viewer-session-driver';
import type { ViewerEffect, ViewerInput, ViewerSetup } from '@latchkey/wire/viewer-session-state';
import { WebSocket } from 'ws';
import { joined } from '../../../packages/wire/src/rfb/bytes.ts';
import { packed, setEncodings } from '../../../packages/wire/test/rfb-talk.ts';
import { type NodeCrypto, nodeCrypto } from './viewer-crypto.ts';

export type Way = { url: string; ticket: string };

export type NodeViewerOptions = {
  crypto?: NodeCrypto;
  headers?: Record<string, string>;
  /** Comes back at once instead of after half a second: its clock is put forward by as much. */
  isHasty?: boolean;
};

/** A viewer as a browser's tab is one, on real sockets. */
export type NodeViewer = {
  seen: ViewerEffect[];
  /** Everything that its data sockets carried, as a relay has it. */
  carried: Buffer[];
  /** RFB bytes of all screens, one after the other. */
  picture: () => Buffer;
  take: (input: ViewerInput) => void;
  /** Says RFB bytes on the screen of now. */
  say: (bytes: Uint8Array) => void;
  /** Greets the VNC server and asks it for a raw picture; comes back when some of it is there. */
  watch: () => Promise<void>;
  /** The last effect of this kind, waiting until there are so many. */
  sees: <D extends ViewerEffect['do']>(what: D, many?: number) => Promise<Extract<ViewerEffect, { do: D }>>;
  /** How it ended, waiting for it. */
  over: () => Promise<string>;
  /** Loses the network. */
  drop: () => void;
};

/** Asks for a picture of the upper left corner. */
export const ASKING = packed('112222', 3, 0, 0, 0, 64, 48);
/** Version, ways in, result and the size, without the name. */
const GREETING_BYTES = 12 + 2 + 4 + 24;

type Hands = {
  sockets: Map<number, WebSocket | undefined>;
  carried: Buffer[];
  take: (input: ViewerInput) => void;
  dial: (number: number) => Promise<void>;
  arm: (at: number) => void;
  now: () => number;
};

/** Begins a session. `way` is asked at each dial, as the page asks the server. */
export function openViewer(
  setup: ViewerSetup,
  way: (isFirst: boolean) => Promise<Way>,
  { crypto = nodeCrypto('code'), ...options }: NodeViewerOptions = {},
): NodeViewer {
  const seen: ViewerEffect[] = [];
  const hands = handsOf(way, options);
  const screen = (): number => seen.findLast((effect) => effect.do === 'open-screen')?.socket ?? 0;
  hands.take = driveViewer(setup, crypto, {
    now: hands.now,
    perform(effect) {
      seen.push(effect);
      perform(hands, effect);
    },
  });
  const say = (bytes: Uint8Array): void => hands.take({ is: 'screen', socket: screen(), bytes });
  const shown = (): number => shownBy(seen.slice(seen.findLastIndex((effect) => effect.do === 'open-screen'))).length;
  const sees: NodeViewer['sees'] = async (what, many = 1) => {
    const found = () =>
      seen.filter((effect): effect is Extract<ViewerEffect, { do: typeof what }> => effect.do === what);
    await until(() => found().length >= many || isOver(seen), what);
    return found()[many - 1] ?? assert.fail(`it ended before: ${endOf(seen)}`);
  };
  return {
    seen,
    carried: hands.carried,
    picture: () => shownBy(seen),
    take: (input) => hands.take(input),
    say,
    async watch() {
      // Whoever speaks before the other side has is not heard.
      await until(() => shown() > 0 || isOver(seen), 'a greeting');
      say(joined([Buffer.from('RFB 003.008\n'), Uint8Array.of(1, 1)]));
      await until(
        () => shown() >= GREETING_BYTES || isOver(seen),
        () => `the screen’s size, after ${seen.map((effect) => effect.do).join(' ')}`,
      );
      say(joined([setEncodings([0]), ASKING]));
      await until(() => shown() > GREETING_BYTES + 100 || isOver(seen), 'a picture');
      assert.ok(!isOver(seen), `it ended: ${endOf(seen)}`);
    },
    sees,
    async over() {
      await until(() => isOver(seen), 'an end');
      return endOf(seen);
    },
    drop: () => hands.sockets.forEach((socket) => socket?.terminate()),
  };
}

function handsOf(
  way: (isFirst: boolean) => Promise<Way>,
  { headers = {}, isHasty = false }: Omit<NodeViewerOptions, 'crypto'>,
): Hands {
  let skipped = 0;
  let timer: NodeJS.Timeout | undefined;
  const hands: Hands = {
    sockets: new Map(),
    carried: [],
    take: () => undefined,
    now: () => performance.now() + skipped,
    arm(at) {
      const ms = Math.max(0, Math.ceil(at - hands.now()));
      const isSkipped = isHasty && hands.sockets.size === 0;
      if (isSkipped) skipped += ms;
      clearTimeout(timer);
      timer = setTimeout(() => hands.take({ is: 'tick' }), isSkipped ? 0 : ms);
    },
    async dial(number) {
      const closed = (): void => hands.take({ is: 'closed', socket: number });
      try {
        const { url, ticket } = await way(number === 1);
        if (!hands.sockets.has(number)) return;
        const socket = new WebSocket(url, { headers, perMessageDeflate: false });
        hands.sockets.set(number, socket);
        socket.on('error', () => undefined);
        socket.on('open', () => hands.take({ is: 'connected', socket: number, ticket }));
        socket.on('close', closed);
        socket.on('message', (data: Buffer, isBinary) => {
          hands.carried.push(data);
          if (isBinary) hands.take({ is: 'message', socket: number, bytes: new Uint8Array(data) });
          else hands.take({ is: 'text', socket: number, text: data.toString('utf8') });
        });
      } catch {
        closed();
      }
    },
  };
  return hands;
}

function perform(hands: Hands, effect: ViewerEffect): void {
  const { sockets, carried } = hands;
  switch (effect.do) {
    case 'dial':
      sockets.set(effect.socket, undefined);
      return void hands.dial(effect.socket);
    case 'text':
      return sockets.get(effect.socket)?.send(effect.text);
    case 'send':
      carried.push(Buffer.from(effect.bytes));
      return sockets.get(effect.socket)?.send(effect.bytes);
    case 'close':
      sockets.get(effect.socket)?.close();
      return void sockets.delete(effect.socket);
    case 'timer':
      return hands.arm(effect.at);
    default:
  }
}

/** Waits until something is so. */
export async function until(
  isSo: () => boolean | Promise<boolean>,
  what: string | (() => string),
  withinMs = 20_000,
): Promise<void> {
  for (const end = performance.now() + withinMs; !(await isSo());) {
    if (performance.now() > end) assert.fail(`it never came: ${typeof what === 'string' ? what : what()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function shownBy(seen: readonly ViewerEffect[]): Buffer {
  return Buffer.concat(seen.flatMap((effect) => (effect.do === 'screen' ? [effect.bytes] : [])));
}

function isOver(seen: readonly ViewerEffect[]): boolean {
  return seen.some((effect) => effect.do === 'ended');
}

function endOf(seen: readonly ViewerEffect[]): string {
  return seen.flatMap((effect) => (effect.do === 'ended' ? [effect.end.code ?? effect.end.reason] : []))[0] ?? '';
}
