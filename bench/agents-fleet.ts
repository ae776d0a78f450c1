// A process of many agents: the link of `wire` and real keys, without disks and screens. Told by its parent what to do.
import { createPrivateKey, type KeyObject, randomBytes, sign } from 'node:crypto';
import { type Facts, helloBytes, NONCE_BYTES } from '@latchkey/wire/hello';
import { type Link, type LinkEffect, type LinkInput, newLink, stepLink, wakeAt } from '@latchkey/wire/link';
import { openSocket } from '../apps/agent/src/socket.ts';

/** A computer as its machine keeps it; the key as PKCS #8, base64url. */
export type Enlisted = { computer_id: string; device_key: string };
/** Keep these linked to a server, from one address, dialling all for the first time within so many milliseconds. */
export type Order = { url: string; from: string; agents: Enlisted[]; overMs: number };
/** How many are welcome now, when each was made so last, in milliseconds since 1970, 0 before; and why the server wants some not to come. */
export type Muster = { up: number; welcomedAt: number[]; refusals: string[] };

const FACTS: Facts = {
  hostname: 'desk',
  os: 'Debian GNU/Linux 12 (bookworm)',
  agent_version: '0.1.0',
  user: 'ann',
  screen: null,
  problem: null,
  base_cred_id: '01990000-0000-7000-8000-00000000c0de',
  locks: [],
};
const BOOT_ID = '01990000-0000-7000-8000-00000000b007';

type Runner = {
  order: Order;
  id: string;
  key: KeyObject;
  counter: number;
  link: Link;
  welcomedAt: number;
  socket?: ReturnType<typeof openSocket>;
  timer?: NodeJS.Timeout;
};

const runners: Runner[] = [];
const refusals = new Set<string>();
process.on('message', (order: Order | 'muster') => {
  if (order !== 'muster') return start(order);
  const up = runners.filter(({ link }) => link.phase === 'welcomed').length;
  process.send?.({
    up,
    welcomedAt: runners.map(({ welcomedAt }) => welcomedAt),
    refusals: [...refusals],
  } satisfies Muster);
});
process.on('disconnect', () => process.exit());

function start(order: Order): void {
  // No agent ever says a counter twice, nor may one that was in an earlier fleet: its key would count as copied.
  const counter = Date.now();
  for (const [at, { computer_id, device_key }] of order.agents.entries()) {
    const key = createPrivateKey({ key: Buffer.from(device_key, 'base64url'), format: 'der', type: 'pkcs8' });
    const link = newLink(FACTS, performance.now() + (at / order.agents.length) * order.overMs);
    const runner: Runner = { order, id: computer_id, key, counter, link, welcomedAt: 0 };
    runners.push(runner);
    arm(runner);
  }
}

function feed(runner: Runner, input: LinkInput): void {
  const step = stepLink(runner.link, input, { now: performance.now(), random: Math.random() });
  runner.link = step.link;
  for (const effect of step.effects) perform(runner, effect);
  arm(runner);
}

function arm(runner: Runner): void {
  clearTimeout(runner.timer);
  const at = wakeAt(runner.link);
  if (at !== undefined)
    runner.timer = setTimeout(() => feed(runner, { is: 'tick' }), Math.max(0, at - performance.now()));
}

function perform(runner: Runner, effect: LinkEffect): void {
  if (effect.do === 'dial') dial(runner, effect.dial);
  else if (effect.do === 'send') runner.socket?.send(effect.text);
  else if (effect.do === 'hang-up') runner.socket?.terminate();
  else if (effect.do === 'sign') feed(runner, signed(runner, effect));
  else if (effect.do === 'refused') refusals.add(effect.code);
  else if (effect.do === 'welcome') {
    runner.welcomedAt = Date.now();
    // What an agent says after each welcome: the last grants it has.
    feed(runner, { is: 'say', message: { t: 'acknowledged', revision: 0 } });
  }
}

function dial(runner: Runner, number: number): void {
  const url = `${runner.order.url.replace(/^http/, 'ws')}/agent/control`;
  // Beside whom to trust go all options of a connection: here the address it comes from, since one has ports for some ten thousand only.
  const trust: object = { family: 4, localAddress: runner.order.from };
  runner.socket = openSocket(
    url,
    { trust, mostBytes: 256 * 1024, isMasked: true },
    {
      opened: () => feed(runner, { is: 'opened', dial: number }),
      text: (text) => feed(runner, { is: 'text', dial: number, text }),
      message: () => undefined,
      ping: () => feed(runner, { is: 'ping', dial: number }),
      closed: () => feed(runner, { is: 'closed', dial: number }),
    },
  );
}

function signed(runner: Runner, { version, nonce }: Extract<LinkEffect, { do: 'sign' }>): LinkInput {
  runner.counter += 1;
  const agent_nonce = randomBytes(NONCE_BYTES).toString('base64url');
  const claims = { computer_id: runner.id, agent_nonce, boot_id: BOOT_ID, counter: runner.counter };
  const bytes = helloBytes({ ...claims, version, nonce, public_url: runner.order.url });
  if (!bytes) throw new Error('the challenge is none');
  return { is: 'signed', nonce, claims: { ...claims, signature: sign(null, bytes, runner.key).toString('base64url') } };
}
