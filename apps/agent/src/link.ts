import { createPrivateKey, type KeyObject, randomBytes, sign } from 'node:crypto';
import { type Facts, type Hello, helloBytes, NONCE_BYTES, type Welcome } from '@latchkey/wire/hello';
import { type Link, type LinkEffect, type LinkInput, newLink, stepLink, wakeAt } from '@latchkey/wire/link';
import type { AgentMessage, ServerMessage } from '@latchkey/wire/link-messages';
import { WebSocket } from 'ws';
import { nextHelloCounter } from './code/store-attempts.ts';
import type { Store } from './code/store.ts';
import { openSocket } from './socket.ts';
import type { Trust } from './trust.ts';

const MOST_BYTES = 256 * 1024;

/** What the link tells of; `stopped` is its last word. */
export type LinkEvents = {
  welcome: (welcome: Welcome) => void;
  message: (message: ServerMessage) => void;
  /** The server does not want this computer; it asks again by itself unless `removed`. */
  refused: (code: string) => void;
  lost: (why: string) => void;
};

export type RunningLink = {
  say: (message: AgentMessage) => void;
  facts: (facts: Facts) => void;
  isUp: () => boolean;
  /** Something that goes to the server broke: finds out at once whether this link is still there. */
  doubt: () => void;
  stop: () => void;
};

type Of = {
  store: Store;
  bootId: string;
  facts: Facts;
  trust: () => Promise<Trust>;
  /** Whether somebody is in here, whose way back leads over this link. */
  isAwaited: () => boolean;
  events: LinkEvents;
};

/** Keeps the control socket: the state machine of `wire` decides, this performs what it decides and arms its one timer. */
export function startLink(of: Of): RunningLink {
  const key = createPrivateKey({
    key: Buffer.from(of.store.identity.device_key, 'base64url'),
    format: 'der',
    type: 'pkcs8',
  });
  const shell: Shell = { of, key, link: newLink(of.facts, performance.now()) };
  feed(shell, { is: 'tick' });
  return {
    say: (message) => feed(shell, { is: 'say', message }),
    facts: (facts) => feed(shell, { is: 'facts', facts }),
    isUp: () => shell.link.phase === 'welcomed',
    doubt: () => feed(shell, { is: 'doubt' }),
    stop() {
      feed(shell, { is: 'stop' });
      clearTimeout(shell.timer);
    },
  };
}

type Shell = { of: Of; key: KeyObject; link: Link; socket?: WebSocket | undefined; timer?: NodeJS.Timeout };

function feed(shell: Shell, input: LinkInput): void {
  const moment = { now: performance.now(), random: Math.random(), isAwaited: shell.of.isAwaited() };
  const step = stepLink(shell.link, input, moment);
  shell.link = step.link;
  for (const effect of step.effects) perform(shell, effect);
  clearTimeout(shell.timer);
  const at = wakeAt(shell.link);
  if (at !== undefined)
    shell.timer = setTimeout(() => feed(shell, { is: 'tick' }), Math.max(0, at - performance.now()));
}

function perform(shell: Shell, effect: LinkEffect): void {
  const { events } = shell.of;
  switch (effect.do) {
    case 'dial':
      void dial(shell, effect.dial).then((dialled) => {
        if (shell.link.dial === effect.dial) shell.socket = dialled;
        else dialled?.terminate();
      });
      return;
    case 'send':
      shell.socket?.send(effect.text);
      return;
    case 'ping':
      if (shell.socket?.readyState === WebSocket.OPEN) shell.socket.ping();
      return;
    case 'hang-up':
      shell.socket?.terminate();
      shell.socket = undefined;
      return;
    case 'sign':
      void signed(shell, effect).then(
        (input) => feed(shell, input),
        (error: unknown) => events.lost(String(error)),
      );
      return;
    case 'welcome':
      return events.welcome(effect.welcome);
    case 'message':
      return events.message(effect.message);
    case 'refused':
      return events.refused(effect.code);
    case 'lost':
      return events.lost(effect.why);
  }
}

/** The socket of a dial; none, and `closed`, when the server can't be known. */
async function dial(shell: Shell, number: number): Promise<WebSocket | undefined> {
  const { of } = shell;
  const closed = (): void => feed(shell, { is: 'closed', dial: number });
  try {
    const trust = await of.trust();
    const url = new URL('/agent/control', of.store.identity.public_url);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = openSocket(
      url,
      { trust, mostBytes: MOST_BYTES, isMasked: true },
      {
        opened: () => feed(shell, { is: 'opened', dial: number }),
        text: (text) => feed(shell, { is: 'text', dial: number, text }),
        message: () => socket.terminate(),
        ping: () => feed(shell, { is: 'ping', dial: number }),
        closed,
      },
    );
    return socket;
  } catch {
    closed();
    return undefined;
  }
}

type Asked = Extract<LinkEffect, { do: 'sign' }>;

/** The counter is on the disk before it is signed, so that a copy of this machine is noticed. */
async function signed({ of, key }: Shell, { version, nonce }: Asked): Promise<LinkInput> {
  const { store, bootId } = of;
  const counter = await nextHelloCounter(store);
  const { computer_id, public_url } = store.identity;
  const agent_nonce = randomBytes(NONCE_BYTES).toString('base64url');
  const claims = { computer_id, agent_nonce, boot_id: bootId, counter };
  const bytes = helloBytes({ ...claims, version, nonce, public_url });
  if (!bytes) throw new Error('the server’s challenge is none');
  const signature = sign(null, bytes, key).toString('base64url');
  const hello: Omit<Hello, 't' | 'facts' | 'nonce' | 'version'> = { ...claims, signature };
  return { is: 'signed', nonce, claims: hello };
}
