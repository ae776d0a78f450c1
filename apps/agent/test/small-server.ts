import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer as createHttp } from 'node:http';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { type AgentMessage, parseFromAgent, type ServerMessage } from '@latchkey/wire/link-messages';
import { type WebSocket, WebSocketServer } from 'ws';
import { until, type Way } from './node-viewer.ts';

/** Where a connection of a data socket breaks: which side’s, and after how many bytes of which direction. */
export type Cut = { path: '/session/viewer' | '/session/host'; of: 'coming' | 'going'; at: number };

/** A server as small as can be: it welcomes one agent, pairs data sockets by the ticket they share, and its network can break at any byte. */
export type SmallServer = {
  url: string;
  /** What the agent has said. */
  said: AgentMessage[];
  tell: (message: ServerMessage) => void;
  /** Where to dial for a session: the agent is told. */
  way: (message: (way: { url: string; ticket: string }) => ServerMessage) => Way;
  /** The agent has said so, waiting for it. */
  hears: <T extends AgentMessage['t']>(
    t: T,
    fits?: (message: Extract<AgentMessage, { t: T }>) => boolean,
  ) => Promise<Extract<AgentMessage, { t: T }>>;
  isUp: () => boolean;
  /** Breaks the next connection that fits. */
  cutNext: (cut: Cut) => void;
  /** From now on nothing comes through on the connections that stand, and nobody hears why; new ones are as ever. */
  hush: () => void;
  /** How many bytes data sockets have carried at most, by path and direction. */
  lengths: Map<string, number>;
  stop: () => Promise<void>;
};

type Line = { isHushed: boolean };
type Waiting = Map<string, WebSocket>;

/** Starts it on a port of this machine. */
export async function smallServer(): Promise<SmallServer> {
  const said: AgentMessage[] = [];
  const lengths = new Map<string, number>();
  const waiting: Waiting = new Map();
  const cuts: Cut[] = [];
  let control: WebSocket | undefined;
  const back = createHttp();
  const door = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  back.on('upgrade', (request, socket, head) =>
    door.handleUpgrade(request, socket, head, (ws) => {
      ws.on('error', () => undefined);
      if (request.url !== '/agent/control') return pair(waiting, ws);
      welcome(ws, said, () => (control = ws));
      ws.on('close', () => control === ws && (control = undefined));
    }),
  );
  back.listen(0, '127.0.0.1');
  await once(back, 'listening');
  const { port } = back.address() as AddressInfo;
  const lines = new Set<Line>();
  const front = createServer((near) => carry(near, connect(port, '127.0.0.1'), { cuts, lengths, lines }));
  front.listen(0, '127.0.0.1');
  await once(front, 'listening');
  const url = `http://127.0.0.1:${(front.address() as AddressInfo).port}`;
  return {
    ...speaking(said, url, () => control),
    url,
    said,
    isUp: () => control !== undefined,
    cutNext: (cut) => void cuts.push(cut),
    hush() {
      for (const line of lines) line.isHushed = true;
    },
    lengths,
    async stop() {
      for (const socket of door.clients) socket.terminate();
      back.closeAllConnections();
      front.close();
      back.close();
    },
  };
}

function speaking(
  said: AgentMessage[],
  url: string,
  control: () => WebSocket | undefined,
): Pick<SmallServer, 'tell' | 'way' | 'hears'> {
  const tell = (message: ServerMessage): void => control()?.send(JSON.stringify(message));
  return {
    tell,
    way(message) {
      const ticket = randomBytes(32).toString('base64url');
      const at = url.replace('http', 'ws');
      tell(message({ url: `${at}/session/host`, ticket }));
      return { url: `${at}/session/viewer`, ticket };
    },
    async hears(t, fits = () => true) {
      type M = Extract<AgentMessage, { t: typeof t }>;
      const found = () => said.findLast((message): message is M => message.t === t && fits(message as M));
      await until(
        () => found() !== undefined,
        () => `the agent says ${t}; it said ${JSON.stringify(said)}`,
      );
      return found() ?? assert.fail();
    },
  };
}

function welcome(ws: WebSocket, said: AgentMessage[], isIn: () => void): void {
  ws.send(JSON.stringify({ t: 'challenge', versions: [1], nonce: randomBytes(32).toString('base64url') }));
  ws.on('message', (data: Buffer) => {
    const message = parseFromAgent(data.toString('utf8'));
    if (typeof message === 'string') return ws.terminate();
    if (message.t !== 'hello') return void (message.t === 'facts' || said.push(message));
    const names = { account: 'Acme', computer: 'desk', owner: null };
    const now = { version: 1, now: Date.now(), is_approved: true, lock_only_person: false };
    ws.send(JSON.stringify({ t: 'welcome', ...now, ...names, locks_cleared: [], grant_revision: 0 }));
    isIn();
  });
}

/** Both sides come with the same ticket here; who comes first waits. */
function pair(waiting: Waiting, ws: WebSocket): void {
  ws.once('message', (data: Buffer) => {
    const { ticket } = JSON.parse(data.toString('utf8')) as { ticket: string };
    const other = waiting.get(ticket);
    if (!other) return void waiting.set(ticket, ws);
    waiting.delete(ticket);
    for (const [one, next] of [
      [ws, other],
      [other, ws],
    ] as const) {
      one.on('message', (bytes: Buffer, isBinary) => next.send(bytes, { binary: isBinary }));
      one.on('close', () => next.close(1013));
      if (one.readyState !== one.OPEN) next.close(1013);
      one.send('{"t":"paired"}');
    }
  });
}

/** Carries bytes both ways until it is cut; what lies before the cut gets there. */
function carry(
  near: Socket,
  far: Socket,
  { cuts, lengths, lines }: { cuts: Cut[]; lengths: Map<string, number>; lines: Set<Line> },
): void {
  const line: Line = { isHushed: false };
  lines.add(line);
  near.on('close', () => lines.delete(line));
  let path = '';
  const carried = { coming: 0, going: 0 };
  const end = (): void => {
    near.destroy();
    far.destroy();
  };
  const pass = (of: 'coming' | 'going', to: Socket) => (bytes: Buffer) => {
    if (line.isHushed) return;
    if (path === '') path = /^GET (\S+)/.exec(bytes.toString('latin1'))?.[1] ?? '?';
    const index = cuts.findIndex((cut) => cut.path === path && cut.of === of);
    const cut = cuts[index];
    const room = cut === undefined ? Infinity : cut.at - carried[of];
    carried[of] += bytes.length;
    lengths.set(`${path} ${of}`, Math.max(carried[of], lengths.get(`${path} ${of}`) ?? 0));
    if (bytes.length < room) return void to.write(bytes);
    cuts.splice(index, 1);
    to.end(bytes.subarray(0, Math.max(0, room)), () => setImmediate(end));
  };
  near.on('data', pass('coming', far));
  far.on('data', pass('going', near));
  for (const one of [near, far]) one.on('error', end).on('close', end).setNoDelay();
}
