import assert from 'node:assert/strict';
import { openSession, rejoinSession } from '@latchkey/contract/session';
import { WebSocket } from 'ws';
import type { TestBrowser } from '../server.ts';
import { cookiesOf } from '../operations/raw.ts';
import type { AgentEnd, Machine } from './agent-end.ts';

/** One side's data socket, with what came over it. */
export type DataEnd = {
  socket: WebSocket;
  /** Resolves when the node said `paired`. */
  paired: Promise<boolean>;
  received: Buffer[];
  closed: Promise<{ code: number; reason: string; at: number }>;
};

export type Way = { session_id: string; url: string; ticket: string };

/** Dials a data socket as a viewer in that browser. */
export function dialViewer(browser: TestBrowser, way: Way, headers: Record<string, string> = {}): DataEnd {
  return dialData(way, { origin: browser.server.url, cookie: cookiesOf(browser), ...headers });
}

/** Dials a data socket as an agent. */
export function dialHost(way: Way): DataEnd {
  return dialData(way, {});
}

function dialData({ url, ticket }: Way, headers: Record<string, string>): DataEnd {
  const socket = new WebSocket(url, { headers, perMessageDeflate: false });
  const received: Buffer[] = [];
  let pair: (isPaired: boolean) => void = () => undefined;
  const paired = new Promise<boolean>((resolve) => (pair = resolve));
  socket.on('error', () => undefined);
  socket.on('open', () => socket.send(JSON.stringify({ t: 'join', ticket })));
  socket.on('message', (data: Buffer, isBinary: boolean) => {
    if (isBinary) received.push(data);
    else if (data.toString('utf8') === '{"t":"paired"}') pair(true);
  });
  const closed = new Promise<{ code: number; reason: string; at: number }>((resolve) => {
    socket.on('close', (code, reason) => {
      pair(false);
      resolve({ code, reason: reason.toString('utf8'), at: performance.now() });
    });
  });
  return { socket, paired, received, closed };
}

/** Asks for a session. */
export async function ask(browser: TestBrowser, machine: Machine, control = true) {
  const params = { account_id: machine.accountId, computer_id: machine.id };
  return browser.call(openSession, { params, body: { control } });
}

/** Asks for a session that must be given. */
export async function asked(browser: TestBrowser, machine: Machine): Promise<Way> {
  const answer = await ask(browser, machine);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body as unknown as Way;
}

/** Fresh tickets for a session. */
export async function rejoined(browser: TestBrowser, machine: Machine, sessionId: string) {
  const params = { account_id: machine.accountId, session_id: sessionId };
  return browser.call(rejoinSession, { params, body: {} });
}

export type LiveSession = { way: Way; viewer: DataEnd; host: DataEnd };

/** A session whose two data sockets are paired, and which the agent calls open. */
export async function connected(browser: TestBrowser, machine: Machine, agent: AgentEnd): Promise<LiveSession> {
  const way = await asked(browser, machine);
  const call = await agent.told('session', ({ session_id }) => session_id === way.session_id);
  const [viewer, host] = [dialViewer(browser, way), dialHost(call)];
  assert.deepEqual(await Promise.all([viewer.paired, host.paired]), [true, true]);
  agent.say({ t: 'opened', session_id: way.session_id });
  return { way, viewer, host };
}

/** Waits until something is so. */
export async function until(isSo: () => boolean | Promise<boolean>, withinMs = 10_000): Promise<void> {
  const ends = performance.now() + withinMs;
  while (!(await isSo())) {
    if (performance.now() > ends) assert.fail('it never came about');
    await new Promise((resolve) => {
      setTimeout(resolve, 20);
    });
  }
}
